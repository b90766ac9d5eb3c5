import { clsx } from "clsx";

export const Field = ({ className, ...props }) => <div className={clsx("flex flex-col gap-2.5", className)} {...props} />;

export const Outcome = ({ children }) => (children ? <p className="text-sm text-muted-foreground">{children}</p> : null);
