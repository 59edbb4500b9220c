import { maskedScreenshot, SecretOnPageError } from '@/lib/browser/masked-screenshot';
import type { StepOf } from '@/lib/contract/workflow-step';
import { ArtifactRefusedError } from '@/lib/redaction/artifact-gate';
import type { StepContext } from './execute-step';
import { nameInPass } from './name-in-pass-policy';
import { RunFailure } from './run-failure';

/** Kept sealed, with every field that holds a secret covered; refused when the page shows one in its text. */
export async function takeScreenshot(
  { page, journal, secrets, passes }: StepContext,
  step: StepOf<'screenshot'>,
): Promise<void> {
  try {
    const bytes = await maskedScreenshot(page, secrets);
    await journal.artifact('screenshot', {
      name: nameInPass(step.name, passes),
      contentType: 'image/png',
      bytes,
    });
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
