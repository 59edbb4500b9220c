'use client';

import { Button } from './button';
import { Notice } from './notice';

export interface ErrorFacts {
  /** What happened. */
  message: string;
  /** What to do next. */
  hint?: string | undefined;
  code?: string | undefined;
  requestId?: string | undefined;
}

/** What happened, what to do next, and for the person who asks for help the request id behind a disclosure. */
export function ErrorNotice({ error, onRetry }: { error: ErrorFacts; onRetry?: (() => void) | undefined }) {
  return (
    <Notice tone="failed" title={error.message} role="alert">
      {error.hint ? <p>{error.hint}</p> : null}
      {error.requestId || error.code ? (
        <details className="text-sm text-muted">
          <summary className="w-fit">Details for support</summary>
          <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-3 font-mono text-xs">
            {error.code ? (
              <>
                <dt>code</dt>
                <dd>{error.code}</dd>
              </>
            ) : null}
            {error.requestId ? (
              <>
                <dt>request</dt>
                <dd className="break-all">{error.requestId}</dd>
              </>
            ) : null}
          </dl>
        </details>
      ) : null}
      {onRetry ? (
        <Button size="small" className="mt-1 w-fit" onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </Notice>
  );
}
