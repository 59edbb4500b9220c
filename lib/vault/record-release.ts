import type { Actor } from '@/lib/access/actor';
import type { ActRecorder } from '@/lib/audit/act-recorder';
import { holdsValues } from './entry-secrets';
import type { WireRow } from './wire-row';

/**
 * What is stored here leaves over the wire, if only as ciphertext under the API encryption key: that is on record before
 * the answer goes. One act for a whole list. Of entries bound to 1Password nothing leaves this way.
 */
export async function recordRelease(
  deps: { audit: ActRecorder },
  actor: Actor,
  rows: readonly WireRow[],
): Promise<void> {
  const held = rows.filter(holdsValues);
  const [first] = held;
  if (!first) return;
  await deps.audit.record(actor, {
    action: 'secret.resolved',
    object:
      held.length === 1 ? { kind: 'entry', id: first.id } : { kind: 'workspace', id: actor.workspaceId },
    detail: { from: 'stored', count: held.length },
  });
}
