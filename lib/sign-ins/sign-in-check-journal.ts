import type { ChangeFormFinding } from '@/lib/contract/sign-in-check';
import type { Database } from '@/lib/db/database';
import type { Prisma } from '@/lib/db/generated/client';
import type { Clock } from '@/lib/kernel/clock';
import { keepBeating } from '@/lib/kernel/heartbeat';
import type { SecretSet } from '@/lib/redaction/secret-set';
import type { CheckKey, SignInCheckRow } from './sign-in-check-store';
import type { Trouble } from './sign-in-trouble';

/** A worker that does not renew for this long is taken for dead. */
const LEASE_MS = 15_000;
const HEARTBEAT_MS = 2_000;

/** The check was taken from this worker; another one says how it ends. */
export class CheckLost extends Error {
  override readonly name = 'CheckLost';
}

/** Null signedIn: it could not be told. `trouble` is absent after a good sign-in only. */
export type Verdict =
  | { signedIn: true; refusals: 0; changeForm?: ChangeFormFinding }
  | { signedIn: false | null; refusals: number; trouble: Trouble };

type Deps = { db: Database; clock: Clock };

/** Exactly one worker gets a queued check. Null when another had it. */
export async function claimCheck(
  deps: Deps,
  { workspaceId, checkId }: CheckKey,
): Promise<SignInCheckRow | null> {
  const now = deps.clock.now();
  const rows = await deps.db.withWorkspace(workspaceId, (tx) =>
    tx.signInCheck.updateManyAndReturn({
      where: { workspaceId, id: checkId, state: 'queued' },
      data: {
        state: 'running',
        startedAt: new Date(now),
        leaseUntil: new Date(now + LEASE_MS),
      },
    }),
  );
  return rows[0] ?? null;
}

/** Writes about one check while it is under way, else throws `CheckLost`; every line passes the live secrets. */
export class SignInCheckJournal {
  constructor(
    private readonly deps: Deps,
    private readonly key: CheckKey,
    private readonly secrets: SecretSet,
  ) {}

  note(text: string): Promise<void> {
    const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
    return this.#write({ evidence: { push: this.secrets.scrub(sentence).slice(0, 500) } });
  }

  end(verdict: Verdict): Promise<void> {
    const trouble = verdict.signedIn === true ? null : verdict.trouble;
    return this.#write({
      state: 'done',
      signedIn: verdict.signedIn,
      refusals: verdict.refusals,
      category: trouble?.category ?? null,
      code: trouble?.code ?? null,
      message: this.secrets.scrub(trouble?.message ?? 'The site let us in.'),
      nextStep: trouble && this.secrets.scrub(trouble.nextStep),
      ...(verdict.signedIn === true && verdict.changeForm
        ? { changeForm: this.#scrubbed(verdict.changeForm) }
        : {}),
      leaseUntil: null,
      finishedAt: new Date(this.deps.clock.now()),
    });
  }

  /** Renews until told to stop; tells `onLost` when another worker has taken the check over. */
  keepLease(onLost: () => void): { stop(): Promise<void> } {
    const { deps } = this;
    return keepBeating(deps.clock, HEARTBEAT_MS, async () => {
      try {
        await this.#write({ leaseUntil: new Date(deps.clock.now() + LEASE_MS) });
        return true;
      } catch (error) {
        if (!(error instanceof CheckLost)) throw error;
        onLost();
        return false;
      }
    });
  }

  /** Through JSON, because it nests; the scrubber works on texts, and JSON is one. */
  #scrubbed(finding: ChangeFormFinding): Prisma.InputJsonObject {
    return JSON.parse(this.secrets.scrub(JSON.stringify(finding)));
  }

  async #write(data: Prisma.SignInCheckUpdateManyMutationInput): Promise<void> {
    const { workspaceId, checkId } = this.key;
    const { count } = await this.deps.db.withWorkspace(workspaceId, (tx) =>
      tx.signInCheck.updateMany({
        where: { workspaceId, id: checkId, state: 'running' },
        data,
      }),
    );
    if (count === 0) throw new CheckLost('the check belongs to another worker');
  }
}
