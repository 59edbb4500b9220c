import type { z } from 'zod';
import { type Actor, requirePermission } from '@/lib/access/actor';
import type { Page } from '@/lib/contract/paging';
import { pageFrom, readCursor } from '@/lib/contract/read-cursor';
import { listSignInChecksQuery, type SignInCheckView } from '@/lib/contract/sign-in-check';
import type { Database } from '@/lib/db/database';
import { readChecks } from './sign-in-check-store';
import { presentCheck } from './sign-in-check-view';

export async function listSignInChecks(
  deps: { db: Database },
  actor: Actor,
  query: z.input<typeof listSignInChecksQuery>,
): Promise<Page<SignInCheckView>> {
  requirePermission(actor, 'runs:read');
  const { entry_id, look_for_change_form, cursor, limit } = listSignInChecksQuery.parse(query);
  const findsForm = look_for_change_form === undefined ? undefined : look_for_change_form === 'true';
  const list = `sign-in-checks ${entry_id} ${look_for_change_form}`;
  const after = readCursor(cursor, list);
  const rows = await deps.db.withWorkspace(actor.workspaceId, (tx) =>
    readChecks(tx, actor.workspaceId, { entryId: entry_id, findsForm }, { after, take: limit + 1 }),
  );
  return pageFrom(rows, limit, presentCheck, list);
}
