import { maskedScreenshot, SecretOnPageError } from '@/lib/browser/masked-screenshot';
import type { WorkflowStep } from '@/lib/contract/workflow';
import { ArtifactRefusedError } from '@/lib/redaction/artifact-gate';
import type { StepContext } from './execute-step';
import { RunFailure } from './run-failure';

/** Kept sealed, with every field that holds a secret covered; refused when the page shows one in its text. */
export async function takeScreenshot(
  { page, journal, secrets }: StepContext,
  step: Extract<WorkflowStep, { action: 'screenshot' }>,
): Promise<void> {
  try {
    const bytes = await maskedScreenshot(page, secrets);
    await journal.artifact('screenshot', { name: step.name, contentType: 'image/png', bytes });
  } catch (error) {
    if (!(error instanceof SecretOnPageError) && !(error instanceof ArtifactRefusedError)) throw error;
    throw new RunFailure(
      'UNEXPECTED_UI_STATE',
      'SECRET_ON_PAGE',
      'The page shows a password or code of this run as text, so no picture was taken.',
      'Move the screenshot to another page of the workflow.',
    );
  }
}
