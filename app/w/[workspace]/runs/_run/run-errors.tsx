'use client';

import { Notice } from '@/app/_ui/notice';
import { ERROR_CATEGORY_WORDS } from '@/app/_words/error-category';
import type { RunError, RunView } from '@/lib/contract/run';

/** What went wrong, of which category, and what to do: above everything else of the page. */
export function RunErrors({ run }: { run: RunView }) {
  const newest = run.errors.at(-1);
  const earlier = run.errors.slice(0, -1);
  if (!newest) return null;
  return (
    <div className="flex flex-col gap-2">
      <ErrorOfRun error={newest} run={run} />
      {earlier.length > 0 ? (
        <details>
          <summary className="w-fit text-muted">Errors of earlier attempts</summary>
          <div className="mt-2 flex flex-col gap-2">
            {earlier.map((error) => (
              <ErrorOfRun key={`${error.at}:${error.code}`} error={error} run={run} />
            ))}
          </div>
        </details>
      ) : null}
    </div>
  );
}

function ErrorOfRun({ error, run }: { error: RunError; run: RunView }) {
  const step = error.step_index === null ? null : run.steps[error.step_index];
  return (
    <Notice tone="failed" title={`${ERROR_CATEGORY_WORDS[error.category]}: ${error.message}`}>
      <p>
        <span className="font-medium">Next step:</span> {error.next_step}
      </p>
      <p className="text-sm text-muted">
        {step ? `At step ${step.index + 1}, ${step.title}. ` : ''}
        <span className="font-mono">
          {error.category} / {error.code}
        </span>
      </p>
    </Notice>
  );
}
