import { rotationState } from '@/lib/contract/rotation-state';
import { isFinal } from '@/lib/rotation/rotation-state';
import type { RotationKey } from '@/lib/rotation/rotation-store';
import type { DrillWorld, Household } from './drill-world';

/** A captcha is looked at hourly for most of a day; one that goes on longer is a defect. */
const MOST_TURNS = 60;

/** When another worker may take it: null when it is over, or waits for a person. */
export async function dueAt({ services }: Household, key: RotationKey): Promise<number | null> {
  const { workspaceId, rotationId: id } = key;
  const row = await services.db.withWorkspace(workspaceId, (tx) =>
    tx.rotation.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } }),
  );
  const state = rotationState.parse(row.state);
  if (isFinal(state) || state === 'needs_human') return null;
  return Math.max(row.leaseUntil?.getTime() ?? 0, row.nextAttemptAt?.getTime() ?? 0);
}

/** Turn after turn, each as soon as it may be; the clock is put forward in between. */
export async function settleRotation(
  world: DrillWorld,
  home: Household,
  key: RotationKey,
  turn: () => Promise<unknown>,
): Promise<void> {
  for (let turns = 0; turns < MOST_TURNS; turns += 1) {
    const due = await dueAt(home, key);
    if (due === null) return;
    world.clock.skip(due - world.clock.now() + 1);
    await turn();
  }
  throw new Error('the rotation does not come to rest');
}
