import { Problem } from '@/lib/contract/problem';
import type { ERROR_CATEGORIES, RunError } from '@/lib/contract/run';
import { signInAdvice } from '@/lib/sign-ins/sign-in-advice';
import { type Trouble, troubleFromProblem } from '@/lib/sign-ins/sign-in-trouble';

type Category = (typeof ERROR_CATEGORIES)[number];

/** Why a run ended badly, in the wire's categories, with words for the person who reads it. */
export class RunFailure extends Error {
  constructor(
    readonly category: Category,
    readonly code: string,
    message: string,
    readonly nextStep: string,
    /** The entry that let nobody in; a run that may take another one does. */
    readonly entryId?: string,
  ) {
    super(message);
    this.name = 'RunFailure';
  }
}

/** As it is kept beside the run. */
export function runError(failure: RunFailure, stepIndex: number | null, at: Date): RunError {
  return {
    category: failure.category,
    code: failure.code,
    message: failure.message,
    next_step: failure.nextStep,
    step_index: stepIndex,
    at: at.toISOString(),
  };
}

/** Thrown into a run that a person or a shutdown stops. */
export class RunStopped extends Error {
  constructor(readonly reason: 'interrupted' | 'lease_lost' | 'shutdown') {
    super(`the run was stopped: ${reason}`);
    this.name = 'RunStopped';
  }
}

const NEXT_STEPS: Record<string, string> = {
  SITE_UNREACHABLE: 'Check the address and whether the site is up, then run again.',
  PAGE_TIMEOUT: 'The page did not load in time. Check the site, then run again.',
};

export function nextStepFor(
  code: string,
  fallback = 'Look at the steps of the run for what was seen.',
): string {
  return NEXT_STEPS[code] ?? signInAdvice(code) ?? fallback;
}

/** A secret could not be had: the run stops before anything was typed. */
export function failureFromProblem(problem: Problem, entryId?: string): RunFailure {
  return failureFromTrouble(troubleFromProblem(problem), entryId);
}

export function failureFromTrouble(trouble: Trouble, entryId?: string): RunFailure {
  return new RunFailure(trouble.category, trouble.code, trouble.message, trouble.nextStep, entryId);
}

/** Anything nobody foresaw: its text may hold page content or values, so it is named by its kind only. */
export function failureFromUnknown(error: unknown): RunFailure {
  if (error instanceof RunFailure) return error;
  if (error instanceof Problem) return failureFromProblem(error);
  const kind = error instanceof Error ? error.name : 'unknown';
  return new RunFailure(
    'UNEXPECTED_UI_STATE',
    'STEP_FAILED',
    `The step could not be carried out (${kind}).`,
    nextStepFor('STEP_FAILED'),
  );
}
