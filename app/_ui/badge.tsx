import type { ReactNode } from 'react';

/** A quiet label: a role, a scope, a mode. States use StateMark. */
export function Badge({ children }: { children: ReactNode }) {
  return (
    <span className="inline-flex h-5 shrink-0 items-center rounded border bg-sunken px-1.5 text-xs whitespace-nowrap text-muted">
      {children}
    </span>
  );
}
