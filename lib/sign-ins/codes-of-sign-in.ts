import type { SecretSet } from '@/lib/redaction/secret-set';
import type { EntryKey, ResolverDeps } from '@/lib/resolver/resolver-deps';
import { type TakenCode, takeOneTimeCode } from '@/lib/resolver/take-one-time-code';
import type { NoteQueue } from './note-queue';
import type { UseRecord } from './record-use';

interface Surroundings {
  secrets: SecretSet;
  signal: AbortSignal;
  notes: NoteQueue;
  uses: UseRecord;
}

/**
 * The one-time codes of one sign-in. Asked for a second one while it goes on, the site did not take the first: then the
 * second is of the next step, and goes to this sign-in before others that wait.
 */
export class CodesOfSignIn {
  #over = new AbortController();
  #refused: TakenCode | undefined;

  constructor(
    private readonly deps: ResolverDeps,
    private readonly key: EntryKey,
    private readonly surroundings: Surroundings,
  ) {}

  async next() {
    const { secrets, signal, notes, uses } = this.surroundings;
    const code = await takeOneTimeCode(this.deps, this.key, {
      signal: AbortSignal.any([signal, this.#over.signal]),
      ...(this.#refused ? { refused: this.#refused } : {}),
      onWait: (milliseconds, ahead) => notes.add(waitingNote(milliseconds, ahead)),
    });
    this.#refused = code;
    secrets.add(code.code);
    await uses.record({ action: 'code.taken' });
    notes.add('One-time code: read live.');
    return { code: code.code, expiresAt: code.validUntil };
  }

  /** What is waited for now would burn a step for nobody. What is asked for later has nothing to do with a refusal. */
  stopWaiting(): void {
    this.#over.abort(new Error('the sign-in is over'));
    this.#over = new AbortController();
    this.#refused = undefined;
  }
}

function waitingNote(milliseconds: number, ahead: number): string {
  const others = ahead === 0 ? '' : `, with ${ahead} before this one`;
  return `Waiting ${Math.ceil(milliseconds / 1000)} s for the next one-time code${others}.`;
}
