import { systemActor } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import type { AuditAction } from '@/lib/contract/audit';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import { wakeWaiting } from '@/lib/runs/wake-waiting';
import { FORGET_SESSION } from '@/lib/vault/kept-session';
import { findObstacle } from './find-obstacle';
import { columnsOf, journalOf, letsGo } from './journal-row';
import { countRunsWith, entriesOfRotation, lockEntries } from './rotated-entries';
import type { Claim, RotationEffects } from './rotation-effects';
import { openRotationSecrets, sealRotationSecrets } from './rotation-secrets';
import { changedJournal, holdsRuns, type Journal, type JournalChange } from './rotation-state';
import { appendRotationEvent, type RotationKey } from './rotation-store';
import { failuresIn, type SignInsElsewhere } from './sign-in-budget-policy';
import { signInsOf } from './sign-ins-of-entries';
import { wakeNextOnSite } from './site-turns';
import { LEASE_MS } from './timing-policy';

export interface JournalDeps {
  db: Database;
  keys: WorkspaceKeys;
  clock: Clock;
  insecureHosts: string[];
  /** Id of the master key: names this installation in items. */
  auditKeys: { current: { id: string } };
}

type Kept = Pick<RotationEffects, 'now' | 'sleep' | 'claim' | 'save' | 'isMine' | 'countRuns'>;

/**
 * The database side of a rotation's port. Each write names the epoch and the revision it has seen, and waits for the
 * disk, whatever the database is set to: what the site is sent next rests on it.
 */
export class JournalEffects implements Kept {
  constructor(
    private readonly deps: JournalDeps,
    private readonly key: RotationKey,
    private readonly signal: AbortSignal,
  ) {}

  now(): number {
    return this.deps.clock.now();
  }

  sleep(milliseconds: number): Promise<void> {
    return this.deps.clock.sleep(Math.max(milliseconds, 0), this.signal);
  }

  async claim(): Promise<Claim | null> {
    const { workspaceId } = this.key;
    const keyring = await this.deps.keys.keyring(workspaceId);
    return this.#write(async (tx) => {
      const row = await this.#take(tx);
      if (!row) return null;
      const failures = failuresIn(await this.#signInsElsewhere(tx), this.now());
      const journal = journalOf(row, openRotationSecrets(keyring, row, row.key), failures);
      return {
        journal,
        obstacle: await findObstacle(tx, row, this.deps.insecureHosts),
        late: await this.#lateCandidate(tx, row),
        installation: this.deps.auditKeys.current.id,
      };
    });
  }

  async save(journal: Journal, change: JournalChange): Promise<Journal | null> {
    const { workspaceId } = this.key;
    const now = this.now();
    const saved = changedJournal(journal, change, now);
    const keyring = await this.deps.keys.keyring(workspaceId);
    return this.#write(async (tx) => {
      const sealed = await sealRotationSecrets(tx, keyring, this.key, change);
      const { count } = await tx.rotation.updateMany({
        where: this.#mine(journal),
        data: { ...columnsOf(saved, change, now), ...sealed },
      });
      if (count === 0) return null;
      const moved = saved.state !== journal.state;
      if (moved || change.note) {
        const at = new Date(now);
        await appendRotationEvent(tx, this.key, { state: saved.state, note: change.note || null, at });
      }
      if (moved) await this.#settle(tx, saved);
      if (holdsRuns(journal.state) && !holdsRuns(saved.state)) await this.#wakeRuns(tx);
      if (letsGo(saved.state, change)) await wakeNextOnSite(tx, this.key, new Date(now));
      return saved;
    }).catch(async (error: unknown) => {
      // A key that could not be sealed for a row that is not ours any more is no error of ours.
      if (await this.isMine(journal)) throw error;
      return null;
    });
  }

  async isMine(journal: Journal): Promise<boolean> {
    const { workspaceId } = this.key;
    const found = await this.deps.db.withWorkspace(workspaceId, (tx) =>
      tx.rotation.findFirst({ where: this.#mine(journal), select: { id: true } }),
    );
    return found !== null;
  }

  async countRuns(): Promise<number> {
    const { workspaceId, rotationId } = this.key;
    return this.deps.db.withWorkspace(workspaceId, async (tx) => {
      return countRunsWith(tx, workspaceId, await entriesOfRotation(tx, workspaceId, rotationId));
    });
  }

  /** Renews the lease without being a write of the journal: for effects that take longer than one lease. */
  async renew(epoch: number): Promise<boolean> {
    const { workspaceId, rotationId: id } = this.key;
    const leaseUntil = new Date(this.now() + LEASE_MS);
    const { count } = await this.deps.db.withWorkspace(workspaceId, (tx) =>
      tx.rotation.updateMany({
        where: { workspaceId, id, epoch, finishedAt: null, leaseUntil: { not: null } },
        data: { leaseUntil },
      }),
    );
    return count > 0;
  }

  #write<T>(work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T> {
    return this.deps.db.withWorkspace(this.key.workspaceId, async (tx) => {
      await tx.$queryRaw`select set_config('synchronous_commit', 'on', true)`;
      return work(tx);
    });
  }

  #mine({ epoch, revision }: Journal) {
    const { workspaceId, rotationId: id } = this.key;
    return { workspaceId, id, epoch, revision, finishedAt: null };
  }

  /** One rotation on one site at a time: what a site counts as attacks, it counts for all accounts. */
  async #take(tx: WorkspaceTransaction) {
    const { workspaceId, rotationId: id } = this.key;
    const now = new Date(this.now());
    const known = await tx.rotation.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
    if (!known) return null;
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`rotation:${workspaceId}:${known.site}`}, 0))`;
    const busy = await tx.rotation.findFirst({
      where: { workspaceId, site: known.site, id: { not: id }, finishedAt: null, leaseUntil: { gt: now } },
      select: { id: true },
    });
    if (busy) return null;
    const starts = known.state === 'scheduled';
    if (starts) await lockEntries(tx, workspaceId, await entriesOfRotation(tx, workspaceId, id));
    const { count } = await tx.rotation.updateMany({
      where: {
        workspaceId,
        id,
        revision: known.revision,
        finishedAt: null,
        state: { not: 'needs_human' },
        AND: [
          { OR: [{ leaseUntil: null }, { leaseUntil: { lt: now } }] },
          { OR: [{ nextAttemptAt: null }, { nextAttemptAt: { lte: now } }] },
        ],
      },
      data: {
        epoch: { increment: 1 },
        revision: { increment: 1 },
        leaseUntil: new Date(now.getTime() + LEASE_MS),
        nextAttemptAt: null,
        ...(starts ? { state: 'checking_access', startedAt: now, stateSince: now, holdsRuns: true } : {}),
      },
    });
    if (count === 0) return null;
    if (starts) await appendRotationEvent(tx, this.key, { state: 'checking_access', note: null, at: now });
    if (starts) this.#record(tx, 'rotation.started');
    return tx.rotation.findUniqueOrThrow({
      where: { workspaceId_id: { workspaceId, id } },
      include: { key: true },
    });
  }

  async #signInsElsewhere(tx: WorkspaceTransaction): Promise<SignInsElsewhere> {
    const { workspaceId, rotationId } = this.key;
    const entries = await entriesOfRotation(tx, workspaceId, rotationId);
    return signInsOf(tx, { workspaceId, entries, besides: rotationId });
  }

  /** A candidate that was sent before and given up, which the site may have taken after all. */
  async #lateCandidate(
    tx: WorkspaceTransaction,
    { entryId, secretRef }: { entryId: string; secretRef: string | null },
  ): Promise<Secret | null> {
    const { workspaceId, rotationId } = this.key;
    const keyring = await this.deps.keys.keyring(workspaceId);
    const earlier = await tx.rotation.findFirst({
      where: {
        workspaceId,
        entryId,
        secretRef,
        id: { not: rotationId },
        submits: { gt: 0 },
      },
      orderBy: { createdAt: 'desc' },
      include: { key: true },
    });
    const gaveUp = earlier !== null && earlier.state !== 'done';
    return gaveUp ? openRotationSecrets(keyring, earlier, earlier.key).candidate : null;
  }

  /**
   * What goes with a new state: cached passwords and kept sessions die where it is proven that the site has another password,
   * and the act is on record. Most sites end all sessions with the password.
   */
  async #settle(tx: WorkspaceTransaction, { state }: Journal): Promise<void> {
    const { workspaceId, rotationId } = this.key;
    if (state === 'site_new' || state === 'done' || state === 'superseded') {
      const id = { in: await entriesOfRotation(tx, workspaceId, rotationId) };
      await tx.vaultEntry.updateMany({
        where: { workspaceId, id },
        data: { ...FORGET_SESSION, generation: { increment: 1 } },
      });
    }
    const action = ACTIONS[state];
    if (action) this.#record(tx, action);
  }

  async #wakeRuns(tx: WorkspaceTransaction): Promise<void> {
    const { workspaceId, rotationId } = this.key;
    const entries = await entriesOfRotation(tx, workspaceId, rotationId);
    await wakeWaiting(tx, entries, new Date(this.now()));
  }

  #record(tx: WorkspaceTransaction, action: AuditAction): void {
    const { workspaceId, rotationId: id } = this.key;
    recordAct(tx, systemActor(workspaceId, 'worker'), { action, object: { kind: 'rotation', id } });
  }
}

const ACTIONS: Readonly<Record<string, AuditAction>> = {
  done: 'rotation.finished',
  superseded: 'rotation.finished',
  skipped: 'rotation.skipped',
  aborted: 'rotation.failed',
  needs_human: 'rotation.needs_human',
};
