import { z } from 'zod';
import { type Account, PERMISSION, permits } from '../store/account';
import type { Item, ItemContent } from '../store/item';
import type { Vault } from '../store/vault';
import type { ServiceAccountDeps } from './context';
import { type Envelope, envelopeSchema, openJson } from './envelope';
import { fromWire } from './wire-item';

const STATES = { N: 'active', Y: 'archived', D: 'deleted' } as const;

export const itemPatchSchema = z.looseObject({
  uuid: z.string().regex(/^[a-z0-9]{26}$/),
  itemVersion: z.int(),
  trashed: z.enum(['N', 'Y', 'D']).default('N'),
  templateUuid: z.string(),
  encOverview: envelopeSchema,
  encDetails: envelopeSchema,
});
export type ItemPatch = z.infer<typeof itemPatchSchema>;

/** Codes of `failedItems`, each of which the SDK turns into a message of its own. */
const FAILURE = { badBody: 100, forbidden: 101, outdated: 104 } as const;

export interface PatchResult {
  updatedItems: Record<string, number>;
  failedItems: Record<string, number>;
}

/** Each item succeeds or fails for itself; a failed one is left untouched. */
export function patchItems(
  deps: ServiceAccountDeps,
  account: Account,
  vault: Vault,
  patches: ItemPatch[],
): PatchResult {
  const result: PatchResult = { updatedItems: {}, failedItems: {} };
  for (const patch of patches) {
    const outcome = patchItem(deps, account, vault, patch);
    if ('version' in outcome) result.updatedItems[patch.uuid] = outcome.version;
    else result.failedItems[patch.uuid] = outcome.failure;
  }
  return result;
}

function patchItem(
  deps: ServiceAccountDeps,
  account: Account,
  vault: Vault,
  patch: ItemPatch,
): { version: number } | { failure: number } {
  const known = deps.store.item(patch.uuid);
  if (known && known.vaultId !== vault.id) return { failure: FAILURE.badBody };
  if (!permits(account, vault.id, neededPermission(known, patch))) return { failure: FAILURE.forbidden };
  if ((known?.version ?? 0) !== patch.itemVersion || known?.state === 'deleted') {
    return { failure: FAILURE.outdated };
  }
  const sent = openContent(deps, vault.id, patch);
  if (!sent) return { failure: FAILURE.badBody };
  const content = deps.lossy.store('service_account', sent);
  if (!known) {
    const created = deps.store.createItem(account.name, { id: patch.uuid, vaultId: vault.id, content });
    return { version: created.version };
  }
  const state = STATES[patch.trashed];
  if (state === known.state) deps.store.editItem(account.name, known, content);
  else deps.store.moveItem(account.name, known, state);
  return { version: known.version };
}

function neededPermission(known: Item | undefined, patch: ItemPatch): number {
  if (!known) return PERMISSION.createItems;
  if (patch.trashed === 'D') return PERMISSION.deleteItems;
  if (patch.trashed === 'Y') return PERMISSION.archiveItems;
  return PERMISSION.updateItems;
}

function openContent(deps: ServiceAccountDeps, vaultId: string, patch: ItemPatch): ItemContent | undefined {
  const { id, key } = deps.keys.vaultKey(vaultId);
  const open = (envelope: Envelope) => openJson(key, id, envelope);
  try {
    return fromWire(patch.templateUuid, open(patch.encOverview), open(patch.encDetails));
  } catch {
    return undefined;
  }
}
