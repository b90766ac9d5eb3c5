declare module "pell" {
  export function init(settings: {
    element: HTMLElement;
    onChange: (html: string) => void;
    actions?: string[];
    classes?: Record<string, string>;
  }): HTMLElement & { content: HTMLElement };
}
