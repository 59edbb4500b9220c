import type { OneTimeCode } from '@/lib/browser/sign-in-types';
import { Secret } from '@/lib/kernel/secret';
import type { EntrySignIn } from '@/lib/sign-ins/sign-in-entry';
import { askPerson } from './ask-person';
import type { StepContext } from './execute-step';
import type { RunCredential } from './run-credentials';

/** A code that someone has read out is typed at once. */
const CODE_LIFE_MS = 5 * 60_000;

/**
 * For entries whose codes come by e-mail or SMS: the sign-in asks here, and the run waits for a mail or for a person's
 * answer. Undefined for all others.
 */
export function codeFromPerson(
  context: StepContext,
  credential: RunCredential,
  tfaMethod: string | null,
): EntrySignIn['otherCode'] {
  const { deps } = context;
  const { entry_id: entryId } = credential;
  if (tfaMethod !== 'EMAIL' && tfaMethod !== 'SMS') return undefined;
  const withinMs = deps.runs.answerMs;
  // Not from when it is asked for: a fast mail may be here before the page has shown its field.
  let since = new Date(deps.clock.now());
  let asked = 0;
  return {
    withinMs,
    async ask(): Promise<OneTimeCode> {
      asked += 1;
      const answer = await askPerson(context, {
        message: question(tfaMethod, credential.domain, asked > 1),
        titles: { code: 'Code' },
        withinMs,
        ...(tfaMethod === 'EMAIL' ? { mailFor: { entryId, since } } : {}),
      });
      since = new Date(deps.clock.now());
      const code = answer?.code;
      if (!code) return NO_CODE;
      await context.journal.note(context.index, 'One-time code: given to the run while it waited.');
      return { code, expiresAt: deps.clock.now() + CODE_LIFE_MS };
    },
  };
}

function question(method: 'EMAIL' | 'SMS', domain: string, again: boolean): string {
  const by = method === 'EMAIL' ? 'by e-mail' : 'by SMS';
  const host = new URL(domain).host;
  return again
    ? `${host} did not accept the code. Enter the newest one that came ${by}.`
    : `${host} has sent a code ${by}. Enter it to go on.`;
}

/** Over before it began: the sign-in takes that for "none could be had". */
const NO_CODE: OneTimeCode = { code: Secret.of(''), expiresAt: 0 };
