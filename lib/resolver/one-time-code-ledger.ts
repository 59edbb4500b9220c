import type { Database } from '@/lib/db/database';
import { invariant } from '@/lib/kernel/assert';
import type { Clock } from '@/lib/kernel/clock';

/** Longer than a holder needs between two renewals, short enough to outlive a crash by little. */
const LEASE_MS = 45_000;
/** Who waits looks again within these. */
export const LONGEST_LOOK_MS = 30_000;
/** How much later than that a waiter counts as dead. */
const GRACE_MS = 20_000;
/** A site's clock does not mend itself, but somebody may mend it. */
const CAREFUL_MS = 24 * 3_600_000;

export interface SeedKey {
  workspaceId: string;
  /** The item, the field or the entry that holds the seed: two entries on one item share one ledger. */
  seedKey: string;
}

/** A place in the order in which people came for a code of a seed. */
export interface Turn {
  /** The caller has the seed: until the lease ends, or it burns a step, or lets it go. */
  granted: boolean;
  ticket: string;
  /** How many come before the caller, the one who has the seed not counted. */
  ahead: number;
  lastUsedStep: number;
  periodSeconds: number;
  /** The site refused a code of this seed not long ago. */
  careful: boolean;
}

/**
 * One user of a seed at a time, across processes, in the order in which they came, and the last step that was used.
 * Well-built sites refuse a code that was seen before (RFC 6238, 5.2), so two runs inside thirty seconds would otherwise
 * fail on exactly those. Who does not look again within LONGEST_LOOK_MS, and a little, loses the place.
 */
export async function takeTurn(
  { db, clock }: { db: Database; clock: Clock },
  { workspaceId, seedKey }: SeedKey,
  holder: string,
  ticket: string | null,
): Promise<Turn> {
  const now = clock.now();
  const [row] = await db.call('take_seed_turn', workspaceId, [
    seedKey,
    holder,
    ticket,
    new Date(now),
    new Date(now + LONGEST_LOOK_MS + GRACE_MS),
    new Date(now + LEASE_MS),
  ]);
  invariant(row, 'a turn is granted or not');
  const [granted, place, ahead, lastUsedStep, periodSeconds, careful] = row;
  return {
    granted: granted === true,
    ticket: String(place),
    ahead: Number(ahead),
    lastUsedStep: Number(lastUsedStep),
    periodSeconds: Number(periodSeconds),
    careful: careful === true,
  };
}

export interface Lease {
  careful: boolean;
  /** Someone with an earlier ticket has come back: a code of theirs was refused. */
  outranked: boolean;
}

/** For as long as the holder is going to sleep, and a lease longer. Null when the lease was lost. */
export async function renewLease(
  { db, clock }: { db: Database; clock: Clock },
  { workspaceId, seedKey }: SeedKey,
  { holder, ticket }: { holder: string; ticket: string },
  sleepMs: number,
): Promise<Lease | null> {
  const now = clock.now();
  const leaseUntil = new Date(now + sleepMs + LEASE_MS);
  return db.withWorkspace(workspaceId, async (tx) => {
    const rows = await tx.oneTimeCodeStep.updateManyAndReturn({
      where: { workspaceId, seedKey, leaseHolder: holder },
      data: { leaseUntil },
      select: { carefulUntil: true },
    });
    const earlier = {
      workspaceId,
      seedKey,
      ticket: { lt: BigInt(ticket) },
      aliveUntil: { gte: new Date(now) },
    };
    const outranked = (await tx.oneTimeCodeWaiter.count({ where: earlier })) > 0;
    const row = rows[0];
    return row ? { careful: (row.carefulUntil?.getTime() ?? 0) > now, outranked } : null;
  });
}

/**
 * Burns the step before its code is handed out: a crash after this wastes a code and never repeats one. False when the
 * lease was lost. A step far ahead of this one was burnt by a clock that has been set back since, and is forgotten.
 */
export async function burnStep(
  { db }: { db: Database },
  { workspaceId, seedKey }: SeedKey,
  holder: string,
  { step, periodSeconds }: { step: number; periodSeconds: number },
): Promise<boolean> {
  const { count } = await db.withWorkspace(workspaceId, (tx) =>
    tx.oneTimeCodeStep.updateMany({
      where: {
        workspaceId,
        seedKey,
        leaseHolder: holder,
        OR: [{ lastUsedStep: { lt: step } }, { lastUsedStep: { gt: step + 2 } }],
      },
      data: { lastUsedStep: step, periodSeconds, leaseHolder: null, leaseUntil: null },
    }),
  );
  return count === 1;
}

/** Lets the seed go, or gives up the place in the order. */
export async function leaveTurn(
  { db }: { db: Database },
  { workspaceId, seedKey }: SeedKey,
  holder: string,
  ticket: string,
): Promise<void> {
  await db.withWorkspace(workspaceId, async (tx) => {
    await tx.oneTimeCodeStep.updateMany({
      where: { workspaceId, seedKey, leaseHolder: holder },
      data: { leaseHolder: null, leaseUntil: null },
    });
    await tx.oneTimeCodeWaiter.deleteMany({ where: { workspaceId, seedKey, ticket: BigInt(ticket) } });
  });
}

/** From now on codes of the seed are handed out in the middle of their step. */
export async function noteRefusedCode(
  { db, clock }: { db: Database; clock: Clock },
  { workspaceId, seedKey }: SeedKey,
): Promise<void> {
  const carefulUntil = new Date(clock.now() + CAREFUL_MS);
  await db.withWorkspace(workspaceId, (tx) =>
    tx.oneTimeCodeStep.updateMany({ where: { workspaceId, seedKey }, data: { carefulUntil } }),
  );
}
