import type { RunStatus, RunStepView } from '@/lib/contract/run';

/** Tones are those of the state mark. */
export const RUN_STATUS_WORDS = {
  queued: { tone: 'neutral', label: 'Queued' },
  running: { tone: 'running', label: 'Running' },
  waiting: { tone: 'attention', label: 'Needs an answer' },
  success: { tone: 'ok', label: 'Succeeded' },
  failed: { tone: 'failed', label: 'Failed' },
  stopped: { tone: 'stopped', label: 'Stopped' },
} as const satisfies Record<RunStatus, { tone: string; label: string }>;

export const STEP_STATE_WORDS = {
  waiting: { tone: 'neutral', label: 'Waiting' },
  running: { tone: 'running', label: 'Running' },
  done: { tone: 'ok', label: 'Done' },
  failed: { tone: 'failed', label: 'Failed' },
  skipped: { tone: 'stopped', label: 'Skipped' },
} as const satisfies Record<RunStepView['state'], { tone: string; label: string }>;
