'use client';

import { CircleStop, RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { asProblem } from '@/app/_queries/api-problem';
import { isOver, useInterruptRun, useStartRun } from '@/app/_queries/runs';
import { Button } from '@/app/_ui/button';
import { notify } from '@/app/_ui/toast';
import type { RunView } from '@/lib/contract/run';
import { useWorkspace } from '../../_shell/workspace-context';

export function RunActions({ run }: { run: RunView }) {
  const { can } = useWorkspace();
  if (!can('runs:write')) return null;
  return isOver(run.status) ? <RunAgain run={run} /> : <Interrupt run={run} />;
}

function Interrupt({ run }: { run: RunView }) {
  const { slug } = useWorkspace();
  const interrupt = useInterruptRun(slug, run.id);
  const asked = interrupt.isPending || interrupt.isSuccess;
  const stop = () => interrupt.mutate(undefined, { onError: (error) => notify.failed(asProblem(error)) });
  return (
    <Button disabled={asked} onClick={stop}>
      <CircleStop aria-hidden />
      {asked ? 'Interrupting…' : 'Interrupt'}
    </Button>
  );
}

/** The same inputs and the same entries, with the workflow as it is now. */
function RunAgain({ run }: { run: RunView }) {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const start = useStartRun(slug);
  const entries = Object.fromEntries(
    run.credentials.map(({ alias, entry_id, chosen_from }) => [
      alias,
      chosen_from.length > 0 ? chosen_from : entry_id,
    ]),
  );
  const again = () =>
    start.mutate(
      { workflow_id: run.workflow.id, run_input_variables: { ...run.input_variables, ...entries } },
      {
        onSuccess: ({ id }) => router.push(href(`/runs/${id}`)),
        onError: (error) => notify.failed(asProblem(error)),
      },
    );
  const busy = start.isPending || start.isSuccess;
  return (
    <Button variant="primary" disabled={busy} onClick={again}>
      <RotateCw aria-hidden />
      {busy ? 'Starting…' : 'Run again'}
    </Button>
  );
}
