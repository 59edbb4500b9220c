import { type Actor, requirePermission } from '@/lib/access/actor';
import { type StartRotation, startRotation as startInput } from '@/lib/contract/rotation';
import type { Database } from '@/lib/db/database';
import type { Clock } from '@/lib/kernel/clock';
import { entryReferenceOf, requireEntryBy } from '@/lib/vault/require-entry-by';
import { startRotation } from './start-rotation';

/** A person presses the button, or a program calls. */
export async function requestRotation(
  deps: { db: Database; clock: Clock },
  actor: Actor,
  input: StartRotation,
): Promise<{ id: string }> {
  requirePermission(actor, 'rotations:write');
  const reference = entryReferenceOf(startInput.parse(input));
  const entry = await deps.db.withWorkspace(actor.workspaceId, (tx) =>
    requireEntryBy(tx, actor.workspaceId, reference),
  );
  const trigger = actor.who.kind === 'api_key' ? 'api' : 'person';
  return startRotation(deps, actor, { entryId: entry.id, trigger });
}
