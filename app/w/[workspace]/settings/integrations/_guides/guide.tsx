import type { ReactNode } from 'react';

/** The steps at 1Password's side, in a fold that starts open. */
export function Guide({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="rounded-md border p-3" open>
      <summary className="font-medium">{title}</summary>
      <div className="mt-3 flex flex-col gap-4">{children}</div>
    </details>
  );
}

export function GuidePart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <h3 className="font-medium">{title}</h3>
      {children}
    </div>
  );
}

export function GuideSteps({ steps }: { steps: readonly string[] }) {
  return (
    <ol className="list-decimal pl-5 text-muted">
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}

/** What each permission is for, and what works without it. */
export function Permissions({ of }: { of: ReadonlyArray<{ name: string; words: string }> }) {
  return (
    <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[auto_1fr]">
      {of.map(({ name, words }) => (
        <div key={name} className="contents">
          <dt className="font-mono text-sm">{name}</dt>
          <dd className="text-muted">{words}</dd>
        </div>
      ))}
    </dl>
  );
}
