import { durationWords } from '@/app/_words/duration';
import { plural } from '@/app/_words/plural';
import type { RunView } from '@/lib/contract/run';

/** What happened in this run, in a sentence. */
export function runSentence(run: RunView): string {
  const steps = run.steps.length;
  const took =
    run.started_at && run.finished_at ? ` in ${durationWords(run.started_at, run.finished_at)}` : '';
  const current = run.steps.find((step) => step.state === 'running');
  const failed = run.steps.find((step) => step.state === 'failed');
  switch (run.status) {
    case 'queued':
      if (run.pause) return run.pause.message;
      return run.attempt > 1 ? `Waiting for its attempt ${run.attempt}.` : 'Waiting for a worker.';
    case 'running':
      return current ? `Step ${current.index + 1} of ${steps}: ${current.title}` : 'Starting the browser…';
    case 'waiting':
      return `Waiting for an answer at step ${(run.interaction?.step_index ?? 0) + 1} of ${steps}.`;
    case 'success':
      return `All ${plural(steps, 'step')} done${took}.`;
    case 'failed':
      return failed ? `Failed at step ${failed.index + 1} of ${steps}: ${failed.title}.` : `Failed${took}.`;
    case 'stopped':
      return `Stopped before it was done${took}.`;
  }
}
