import { CURRENT_WORKSPACE, type Statement } from '@/lib/db/workspace-reader';

const LOCK = `
  select from vault_entry where workspace_id = ${CURRENT_WORKSPACE} and id = any($1::uuid[]) order by id for share`;

/** A run that has met a site's demand for a new password would only meet it again before the rotation begins. */
const HELD = `
  select entry.id from vault_entry entry
   where entry.workspace_id = ${CURRENT_WORKSPACE} and entry.id = any($1::uuid[])
     and exists (
       select from rotation
        where rotation.workspace_id = entry.workspace_id and rotation.finished_at is null
          and (rotation.holds_runs or (rotation.state = 'scheduled' and rotation.trigger = 'run'))
          and (rotation.entry_id = entry.id or rotation.secret_ref = entry.secret_ref))`;

/**
 * Which of these entries are having their password changed, so that no run may begin with them: the last of the statements
 * tells. The entries stay locked until the transaction ends: a rotation that begins takes the same rows for itself, so that
 * either it sees the run under way or the run sees the rotation. Of several entries bound to one item, each is held.
 */
export function heldEntries(ids: readonly string[]): [Statement, Statement] {
  return [
    { name: 'lock_entries', text: LOCK, values: [ids] },
    { name: 'held_entries', text: HELD, values: [ids] },
  ];
}
