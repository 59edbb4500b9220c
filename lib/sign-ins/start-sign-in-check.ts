import { type Actor, actorLabel, requirePermission } from '@/lib/access/actor';
import { recordAct } from '@/lib/audit/record-act';
import type { SiteRecipe } from '@/lib/browser/site-recipe';
import { Problem } from '@/lib/contract/problem';
import {
  type SignInCheckView,
  type StartSignInCheck,
  startSignInCheck as startInput,
} from '@/lib/contract/sign-in-check';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import { newId } from '@/lib/kernel/id';
import { siteOf } from '@/lib/kernel/site';
import { requireRecipe } from '@/lib/recipes/recipe-rules-policy';
import { entryReferenceOf, requireEntryBy } from '@/lib/vault/require-entry-by';
import { enqueueCheck, requireCheck, type SignInCheckRow } from './sign-in-check-store';
import { presentCheck } from './sign-in-check-view';
import { requireAllowedSite } from './site-address-policy';

/**
 * Queues *Test sign-in*; the check and its job are one transaction. While one of the entry is under way, whoever asks
 * gets that one: two attempts at once would only bring the account closer to a lock.
 */
export async function startSignInCheck(
  deps: { db: Database; insecureHosts: readonly string[] },
  actor: Actor,
  input: StartSignInCheck,
): Promise<SignInCheckView> {
  requirePermission(actor, 'runs:write');
  const { again, look_for_change_form: findsForm, recipe, ...reference } = startInput.parse(input);
  const { workspaceId } = actor;
  const row = await deps.db.withWorkspace(workspaceId, async (tx) => {
    const entry = await requireEntryBy(tx, workspaceId, entryReferenceOf(reference));
    requireAllowedSite(entry.domain, deps.insecureHosts);
    if (entry.source === 'passkey') {
      throw new Problem('item_unusable', {
        message: 'The entry signs in with a passkey, which cannot be tested here.',
      });
    }
    const tried = recipe && requireRecipe(recipe, siteOf(entry.domain));
    return addCheck(tx, actor, entry.id, { again, findsForm, ...(tried ? { recipe: tried } : {}) });
  });
  return presentCheck(row);
}

/** The database decides who was first (partial unique index), also between two processes. */
async function addCheck(
  tx: WorkspaceTransaction,
  actor: Actor,
  entryId: string,
  wishes: { again: boolean; findsForm: boolean; recipe?: SiteRecipe },
): Promise<SignInCheckRow> {
  const { workspaceId } = actor;
  const id = newId();
  const row = { id, workspaceId, entryId, ...wishes, requestedBy: actorLabel(actor) };
  const { count } = await tx.signInCheck.createMany({ data: [row], skipDuplicates: true });
  if (count === 1) {
    await enqueueCheck(tx, { workspaceId, checkId: id });
    recordAct(tx, actor, {
      action: 'sign_in_check.started',
      object: { kind: 'sign_in_check', id },
      detail: { entry_id: entryId },
    });
    return requireCheck(tx, workspaceId, id);
  }
  const unfinished = await tx.signInCheck.findFirst({
    where: { workspaceId, entryId, state: { not: 'done' } },
  });
  if (unfinished && !wishes.findsForm && !wishes.recipe) return unfinished;
  throw new Problem('conflict', {
    message: unfinished ? 'A check of this entry is under way.' : 'Another check ended at this moment.',
    hint: 'Try again when it has ended.',
  });
}
