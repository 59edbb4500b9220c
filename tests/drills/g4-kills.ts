import type { RotationKey } from '@/lib/rotation/rotation-store';
import { type DrillWorld, type Household, isKept, isSettled } from './drill-world';
import { type Cut, EFFECTS } from './effects';
import { dueAt, settleRotation } from './settle-rotation';
import { turnInProcess } from './worker-process';

export const KILL_POINTS: readonly Cut[] = EFFECTS.flatMap((effect) => [
  { effect, when: 'before' as const },
  { effect, when: 'after' as const },
]);

export interface Recovery {
  point: Cut;
  recovered: boolean;
  lost: boolean;
  /** From the end of the lease until it was at rest, with all that it waited for. */
  seconds: number;
}

/**
 * A worker process is killed at this point of a rotation; another one has to bring it to its end. The account is a new
 * one, since attempts that were lost with a worker count against the budget of the next rotation.
 */
export async function recoverFrom(
  world: DrillWorld,
  home: Household & { databaseUrl: string },
  point: Cut,
): Promise<Recovery> {
  const account = await world.addAccount();
  const key = await world.request(home, await world.bind(home, account));
  const turn = (cut?: Cut) => turnOf(world, home.databaseUrl, key, cut);
  await turn(point);
  const keptAfterKill = await isKept(world, home, account);
  const leaseEnd = (await dueAt(home, key)) ?? world.clock.now();
  const from = Math.max(leaseEnd, world.clock.now());
  await settleRotation(world, home, key, () => turn());
  const seconds = (world.clock.now() - from) / 1_000;
  const settled = await isSettled(world, account);
  const lost = !keptAfterKill || !(await isKept(world, home, account));
  return { point, recovered: settled && (await account.onSite()) !== account.password, lost, seconds };
}

async function turnOf(world: DrillWorld, databaseUrl: string, key: RotationKey, cut?: Cut): Promise<void> {
  const { aheadMs } = world.clock;
  const turn = await turnInProcess(world.variablesFor(databaseUrl), key, { aheadMs, cut });
  world.clock.aheadMs = turn.aheadMs;
}

export function figureOfKills(recoveries: readonly Recovery[]): string {
  const seconds = recoveries.map((one) => one.seconds).sort((a, b) => a - b);
  const p95 = seconds[Math.ceil(seconds.length * 0.95) - 1] ?? 0;
  const recovered = recoveries.filter((one) => one.recovered).length;
  const lost = recoveries.filter((one) => one.lost).length;
  return `G4 points ${recoveries.length}, recovered ${recovered}, lost ${lost}, p95_recovery_seconds ${p95.toFixed(1)}`;
}
