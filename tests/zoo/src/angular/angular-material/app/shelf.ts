import { CdkDrag, CdkDragDrop, CdkDropList, moveItemInArray } from "@angular/cdk/drag-drop";
import { Component, signal } from "@angular/core";
import { MatIconButton } from "@angular/material/button";
import { MatCard, MatCardContent, MatCardHeader, MatCardTitle } from "@angular/material/card";
import { MatIcon } from "@angular/material/icon";
import { MatTree, MatTreeNode, MatTreeNodeDef, MatTreeNodePadding, MatTreeNodeToggle } from "@angular/material/tree";
import { ORDER, TREE, outcome } from "../../../shared/story.js";

interface Folder {
  name: string;
  children?: Folder[];
}

@Component({
  selector: "app-shelf",
  imports: [
    CdkDrag, CdkDropList, MatCard, MatCardContent, MatCardHeader, MatCardTitle, MatIcon, MatIconButton, MatTree,
    MatTreeNode, MatTreeNodeDef, MatTreeNodePadding, MatTreeNodeToggle,
  ],
  template: `
    <div class="panel cards">
      <mat-card appearance="outlined">
        <mat-card-header><mat-card-title>Shelves</mat-card-title></mat-card-header>
        <mat-card-content>
          <mat-tree #tree [dataSource]="folders" [childrenAccessor]="children">
            <mat-tree-node *matTreeNodeDef="let folder" matTreeNodePadding>
              <button matIconButton disabled></button>
              <span class="folder" (click)="shelf.set(folder.name)"><mat-icon svgIcon="folder" />{{ folder.name }}</span>
            </mat-tree-node>
            <mat-tree-node *matTreeNodeDef="let folder; when: hasChildren" matTreeNodePadding>
              <button matIconButton matTreeNodeToggle>
                <mat-icon [svgIcon]="tree.isExpanded(folder) ? 'expand_more' : 'chevron_right'" />
              </button>
              <span class="folder" (click)="shelf.set(folder.name)"><mat-icon svgIcon="folder" />{{ folder.name }}</span>
            </mat-tree-node>
          </mat-tree>
          <p class="outcome">{{ outcome.shelf(shelf()) }}</p>
        </mat-card-content>
      </mat-card>
      <mat-card appearance="outlined">
        <mat-card-header><mat-card-title>Order of work</mat-card-title></mat-card-header>
        <mat-card-content>
          <div class="order" cdkDropList (cdkDropListDropped)="drop($event)">
            @for (step of steps(); track step) {
              <div class="step" cdkDrag><mat-icon svgIcon="drag_indicator" />{{ step }}</div>
            }
          </div>
          <p class="outcome">{{ outcome.order(steps()) }}</p>
        </mat-card-content>
      </mat-card>
    </div>
  `,
  styles: `
    .cards { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; align-items: start; }
    .folder { display: flex; align-items: center; gap: 8px; padding-right: 16px; cursor: pointer; }
    mat-icon { color: var(--mat-sys-on-surface-variant); }
    .order { margin-top: 16px; border: 1px solid var(--mat-sys-outline-variant); border-radius: 4px; overflow: hidden; }
    .step { display: flex; align-items: center; gap: 8px; padding: 12px; background: var(--mat-sys-surface); cursor: move; }
    .step + .step { border-top: 1px solid var(--mat-sys-outline-variant); }
    .cdk-drag-preview { border-radius: 4px; box-shadow: var(--mat-sys-level3); }
    .cdk-drag-placeholder { opacity: 0; }
    .cdk-drag-animating, .cdk-drop-list-dragging .step:not(.cdk-drag-placeholder) { transition: transform 200ms cubic-bezier(0, 0, 0.2, 1); }
  `,
})
export class Shelf {
  protected readonly outcome = outcome;
  protected readonly folders: Folder[] = TREE;
  protected readonly children = (folder: Folder) => folder.children ?? [];
  protected readonly hasChildren = (_: number, folder: Folder) => !!folder.children?.length;
  protected readonly shelf = signal("");
  protected readonly steps = signal(ORDER);

  protected drop(event: CdkDragDrop<string[]>): void {
    const steps = [...this.steps()];
    moveItemInArray(steps, event.previousIndex, event.currentIndex);
    this.steps.set(steps);
  }
}
