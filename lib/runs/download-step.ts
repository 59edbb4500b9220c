import { downloadBy } from '@/lib/browser/download';
import { findElement } from '@/lib/browser/page-acts';
import type { StepOf } from '@/lib/contract/workflow-step';
import { explained } from './element-failure';
import type { StepContext } from './execute-step';
import { nameInPass } from './name-in-pass-policy';
import { RunFailure } from './run-failure';

/** Keeps the file sealed beside the run, under the step's name and the ending that the site gave it. */
export function downloadStep(
  { page, secrets, journal, index, passes }: StepContext,
  { selector, name }: StepOf<'download'>,
): Promise<void> {
  return explained(selector, async () => {
    const file = await downloadBy(page, await findElement(page, selector));
    // What is compressed or encrypted inside is not seen.
    if (secrets.appearsIn(file.bytes.toString('utf8'))) {
      throw new RunFailure(
        'UNEXPECTED_UI_STATE',
        'SECRET_IN_FILE',
        'The file holds a password or code of this run, so it was not kept.',
        'Download another file of the site.',
      );
    }
    const ending = /\.[A-Za-z0-9]{1,8}$/.exec(file.name)?.[0] ?? '';
    const contentType = 'application/octet-stream';
    await journal.artifact('file', {
      name: `${nameInPass(name, passes)}${ending}`,
      contentType,
      bytes: file.bytes,
    });
    await journal.note(index, `Kept a file of ${file.bytes.length} bytes.`);
  });
}
