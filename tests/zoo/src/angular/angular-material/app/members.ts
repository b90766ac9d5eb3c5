import { AfterViewInit, Component, Injectable, signal, viewChild } from "@angular/core";
import { MatIconButton } from "@angular/material/button";
import { MatIcon } from "@angular/material/icon";
import { MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger } from "@angular/material/menu";
import { MatPaginator, MatPaginatorIntl } from "@angular/material/paginator";
import { MatSort, MatSortHeader } from "@angular/material/sort";
import {
  MatCell, MatCellDef, MatColumnDef, MatHeaderCell, MatHeaderCellDef, MatHeaderRow, MatHeaderRowDef, MatRow, MatRowDef,
  MatTable, MatTableDataSource,
} from "@angular/material/table";
import { MatTooltip } from "@angular/material/tooltip";
import { FEE, MEMBERS, PAGE_SIZE, outcome } from "../../../shared/story.js";

type Member = (typeof MEMBERS)[number];

@Injectable()
export class MembersIntl extends MatPaginatorIntl {
  override getRangeLabel = (page: number, _size: number, length: number): string => outcome.members(page + 1, length);
}

@Component({
  selector: "app-members",
  imports: [
    MatCell, MatCellDef, MatColumnDef, MatHeaderCell, MatHeaderCellDef, MatHeaderRow, MatHeaderRowDef, MatIcon,
    MatIconButton, MatMenu, MatMenuContent, MatMenuItem, MatMenuTrigger, MatPaginator, MatRow, MatRowDef, MatSort,
    MatSortHeader, MatTable, MatTooltip,
  ],
  providers: [{ provide: MatPaginatorIntl, useClass: MembersIntl }],
  template: `
    <div class="panel">
      <table mat-table matSort [dataSource]="source" (matSortChange)="paginator().firstPage()">
        <ng-container matColumnDef="name">
          <th mat-header-cell mat-sort-header *matHeaderCellDef>Name</th>
          <td mat-cell *matCellDef="let member">{{ member.name }}</td>
        </ng-container>
        <ng-container matColumnDef="city">
          <th mat-header-cell mat-sort-header *matHeaderCellDef>City</th>
          <td mat-cell *matCellDef="let member">{{ member.city }}</td>
        </ng-container>
        <ng-container matColumnDef="visits">
          <th mat-header-cell mat-sort-header *matHeaderCellDef>Visits</th>
          <td mat-cell *matCellDef="let member">{{ member.visits }}</td>
        </ng-container>
        <ng-container matColumnDef="actions">
          <th mat-header-cell *matHeaderCellDef></th>
          <td mat-cell *matCellDef="let member">
            <button matIconButton [matMenuTriggerFor]="menu" [matMenuTriggerData]="{ member }">
              <mat-icon svgIcon="more_vert" />
            </button>
          </td>
        </ng-container>
        <tr mat-header-row *matHeaderRowDef="columns"></tr>
        <tr mat-row *matRowDef="let row; columns: columns"></tr>
      </table>
      <mat-menu #menu>
        <ng-template matMenuContent let-member="member">
          <button mat-menu-item><mat-icon svgIcon="edit" />Edit</button>
          <button mat-menu-item (click)="archive(member)"><mat-icon svgIcon="archive" />Archive</button>
          <button mat-menu-item (click)="remove(member)"><mat-icon svgIcon="delete" />Remove</button>
        </ng-template>
      </mat-menu>
      <mat-paginator [pageSize]="pageSize" hidePageSize />
      <p class="outcome">{{ outcome.archived(archived()) }}</p>
      <p class="fee">Membership fee <mat-icon svgIcon="help" [matTooltip]="fee" /></p>
    </div>
  `,
  styles: `
    .mat-column-actions { width: 72px; text-align: end; }
    .fee { display: flex; align-items: center; gap: 8px; margin: 16px 0 0; }
    .fee mat-icon { width: 20px; height: 20px; color: var(--mat-sys-on-surface-variant); }
  `,
})
export class Members implements AfterViewInit {
  private readonly sort = viewChild.required(MatSort);
  protected readonly paginator = viewChild.required(MatPaginator);
  protected readonly outcome = outcome;
  protected readonly fee = FEE;
  protected readonly pageSize = PAGE_SIZE;
  protected readonly columns = ["name", "city", "visits", "actions"];
  protected readonly source = new MatTableDataSource<Member>(MEMBERS);
  protected readonly archived = signal("");

  ngAfterViewInit(): void {
    this.source.sort = this.sort();
    this.source.paginator = this.paginator();
  }

  protected remove(member: Member): void {
    this.source.data = this.source.data.filter((other) => other.id !== member.id);
  }

  protected archive(member: Member): void {
    this.remove(member);
    this.archived.set(member.name);
  }
}
