import { SecureFillError } from '@/lib/browser/fill-error';
import { partsOfLink } from '@/lib/browser/open-secret-link';
import { actAndRest } from '@/lib/browser/page-acts';
import { Problem } from '@/lib/contract/problem';
import type { Secret } from '@/lib/kernel/secret';
import { openLink } from '@/lib/sign-ins/fill-for-entry';
import { askPerson } from './ask-person';
import type { StepContext } from './execute-step';
import type { RunCredential } from './run-credentials';
import { failureFromProblem, nextStepFor, RunFailure } from './run-failure';

/** A person who pasted something else may try once more. */
const MOST_ASKED = 2;

/**
 * For entries whose site sends a link: a person pastes it, and it is opened here, if it leads to the entry's site. It is a
 * secret like a code: whoever has it is let in.
 */
export async function openLinkFromPerson(context: StepContext, credential: RunCredential): Promise<void> {
  const { host } = new URL(credential.domain);
  for (let asked = 1; ; asked += 1) {
    const link = await ask(context, host, asked > 1);
    try {
      await open(context, credential, link);
      return;
    } catch (error) {
      if (!(error instanceof SecureFillError)) throw error;
      if (error.kind === 'refused' && asked < MOST_ASKED) {
        await context.journal.note(context.index, `The link was not opened: ${error.message}.`);
        continue;
      }
      const code = error.kind === 'refused' ? 'ORIGIN_REFUSED' : 'LINK_FAILED';
      const text = `The link was not opened: ${error.message}.`;
      throw new RunFailure('UNEXPECTED_UI_STATE', code, text, nextStepFor(code, NEW_LINK));
    }
  }
}

const NEW_LINK = 'Run again, and paste the newest link that the site has sent, without opening it.';

async function ask(context: StepContext, host: string, again: boolean): Promise<Secret> {
  const answer = await askPerson(context, {
    message: again
      ? `That is no link to ${host}. Paste the address of the link that it has sent, without opening it.`
      : `${host} has sent a link by e-mail. Paste its address here, without opening it.`,
    titles: { link: 'Address of the link' },
    withinMs: context.deps.runs.answerMs,
  });
  const link = answer?.link;
  if (!link) {
    throw new RunFailure(
      'AUTHENTICATION_ERROR',
      'MFA_CODE_UNAVAILABLE',
      'Nobody gave the link in time.',
      'Run again when someone is there who gets the mail.',
    );
  }
  for (const part of partsOfLink(link)) context.secrets.hide(part);
  return link;
}

async function open(context: StepContext, credential: RunCredential, link: Secret): Promise<void> {
  const { deps, page, journal, index, key } = context;
  const { entry_id: entryId } = credential;
  const doneFor = { run_id: key.runId, step: index + 1 };
  const opening = openLink(deps, { workspaceId: key.workspaceId, entryId }, link, { page, doneFor });
  const status = await opening.catch((error: unknown) => {
    throw error instanceof Problem && !error.retryable ? failureFromProblem(error, entryId) : error;
  });
  if (status !== null && status >= 400) {
    const text = `The site answered the link with status ${status}: it may have been used, or its time may be over.`;
    throw new RunFailure('AUTHENTICATION_ERROR', 'MFA_CODE_REJECTED', text, NEW_LINK);
  }
  await actAndRest(page, deps.clock, async () => {});
  await journal.note(index, 'The link that was given to the run while it waited was opened.');
}
