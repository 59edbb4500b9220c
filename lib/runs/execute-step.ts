import type { Page } from 'playwright-core';
import type { OriginPin } from '@/lib/browser/origin-policy';
import type { StepOf, WorkflowStep } from '@/lib/contract/workflow-step';
import { assertNever } from '@/lib/kernel/assert';
import type { SecretSet } from '@/lib/redaction/secret-set';
import type { KeptSessions } from '@/lib/sign-ins/kept-sessions';
import type { StepVariables } from '@/lib/workflows/step-variables-policy';
import { assertStep, clickStep, fillStep, pressStep, selectStep, waitForStep } from './act-on-page';
import { downloadStep } from './download-step';
import type { RunDeps } from './execute-run';
import { extractData } from './extract-data';
import { openAddress } from './open-address';
import type { RunCredential } from './run-credentials';
import type { RunDeadline } from './run-deadline';
import type { RunJournal } from './run-journal';
import type { RunKey } from './run-lease';
import { fillSecretStep, tfaStep } from './secret-steps';
import { signInStep } from './sign-in-step';
import { takeScreenshot } from './take-screenshot';

/** What a step works with. `data` is the run's, shared by its steps. */
export interface StepContext {
  deps: RunDeps;
  page: Page;
  journal: RunJournal;
  secrets: SecretSet;
  signal: AbortSignal;
  deadline: RunDeadline;
  key: RunKey;
  /** When the run was asked for. */
  createdAt: Date;
  credentials: RunCredential[];
  sessions: KeptSessions;
  variables: StepVariables;
  data: Record<string, unknown>;
  /** Where the secret that a step has filled last may go; null before there is one. Shared by the steps. */
  filled: { pin: OriginPin | null };
  index: number;
  /** Which pass it is of each repeat that the step is within, from 1. */
  passes: readonly number[];
  /** The step in words. */
  title: string;
}

/** Carries one step out that holds no others. Throws `RunFailure` with the category when it could not be done. */
export function executeStep(
  context: StepContext,
  step: Exclude<WorkflowStep, StepOf<'branch' | 'repeat'>>,
): Promise<void> {
  switch (step.action) {
    case 'goto':
      return openAddress(context, step.url);
    case 'sign_in':
      return signInStep(context, step);
    case 'extract':
      return extractData(context, step.fields);
    case 'screenshot':
      return takeScreenshot(context, step);
    case 'fill':
      return step.secret === undefined
        ? fillStep(context, step)
        : fillSecretStep(context, step.selector, step.secret);
    case 'tfa':
      return tfaStep(context, step);
    case 'click':
      return clickStep(context, step);
    case 'select':
      return selectStep(context, step);
    case 'press':
      return pressStep(context, step);
    case 'wait_for':
      return waitForStep(context, step);
    case 'assert':
      return assertStep(context, step);
    case 'download':
      return downloadStep(context, step);
    default:
      return assertNever(step);
  }
}
