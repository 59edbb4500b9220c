import { Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { PERMISSION, permits } from '../store/account';
import type { Item } from '../store/item';
import type { Vault } from '../store/vault';
import { templateOfCategory } from './category';
import {
  refusal,
  type ServiceAccountContext,
  type ServiceAccountDeps,
  type ServiceAccountEnv,
  sealedAnswer,
  sealedBody,
} from './context';
import { sealJson } from './envelope';
import { itemPatchSchema, patchItems } from './patch-items';
import { countedRequest, signedRequest } from './signed-request';
import { toWireDetails, toWireOverview } from './wire-item';
import { toWireVault } from './wire-vault';

const batchSchema = z.object({ itemUuids: z.array(z.string()) });
const TRASHED = { active: 'N', archived: 'Y', deleted: 'D' } as const;

/** Everything after the key exchange: signed by the session, encrypted with its key, counted per hour. */
export function signedRoutes(deps: ServiceAccountDeps): Hono<ServiceAccountEnv> {
  const app = new Hono<ServiceAccountEnv>();
  const counted = countedRequest(deps);

  app.post('/v2/auth/complete', signedRequest(deps), (c) => {
    const { userId } = deps.keys.account(c.get('signed').account.name);
    return sealedAnswer(c, { accountUuid: deps.keys.keysetId.toUpperCase(), userUuid: userId, mfa: null });
  });

  app.get('/v2/account/keysets', counted, (c) =>
    sealedAnswer(c, { version: 1, keysets: [deps.keys.keyset(c.get('signed').account.name)] }),
  );
  app.get('/v1/vaults', counted, (c) => {
    const signed = c.get('signed');
    const visible = deps.store.vaults().filter((vault) => readable(c, vault.id));
    return sealedAnswer(
      c,
      visible.map((vault) => toWireVault(deps, signed, vault, false)),
    );
  });
  app.get('/v3/vault/:vault', counted, (c) =>
    withVault(c, deps, (vault) => {
      const withAccessors = (c.req.query('attrs') ?? '').split(',').includes('accessors');
      return sealedAnswer(c, toWireVault(deps, c.get('signed'), vault, withAccessors));
    }),
  );
  addItemRoutes(app, deps, counted);
  return app;
}

function addItemRoutes(
  app: Hono<ServiceAccountEnv>,
  deps: ServiceAccountDeps,
  counted: MiddlewareHandler<ServiceAccountEnv>,
): void {
  app.get('/v1/vault/:vault/items/overviews', counted, (c) =>
    withVault(c, deps, (vault) => {
      const items = seenItems(deps, vault).map((item) => toWireItem(deps, item, false));
      const { contentVersion } = vault;
      return sealedAnswer(c, { contentVersion, batchComplete: true, deletedItemUuids: [], items });
    }),
  );
  app.get('/v1/vault/:vault/item/:item', counted, (c) =>
    withVault(c, deps, (vault) => {
      const stored = deps.store.item(c.req.param('item'));
      const item = stored && deps.lag.seen('service_account', stored);
      if (!item || item.vaultId !== vault.id || item.state === 'deleted')
        return refusal(c, 404, 'no such item');
      return sealedAnswer(c, {
        contentVersion: vault.contentVersion,
        item: toWireItem(deps, item, true),
      });
    }),
  );
  app.post('/v3/vault/:vault/items/batch', counted, (c) =>
    withVault(c, deps, async (vault) => {
      const input = await sealedBody(c, batchSchema);
      if (!input) return refusal(c, 400, 'bad request');
      const wanted = new Set(input.itemUuids);
      const items = seenItems(deps, vault).filter((item) => wanted.has(item.id));
      return sealedAnswer(c, {
        contentVersion: vault.contentVersion,
        items: items.map((item) => toWireItem(deps, item, true)),
      });
    }),
  );
  app.patch('/v3/vault/:vault/:contentVersion/items', counted, (c) =>
    withVault(c, deps, async (vault) => {
      const patches = await sealedBody(c, z.array(itemPatchSchema));
      if (!patches) return refusal(c, 400, 'bad request');
      // Compared after the body is read, so that of two writers with the same version only one gets on.
      if (c.req.param('contentVersion') !== String(vault.contentVersion)) {
        return refusal(c, 409, 'the vault has changed');
      }
      const result = patchItems(deps, c.get('signed').account, vault, patches);
      return sealedAnswer(c, { contentVersion: vault.contentVersion, ...result });
    }),
  );
}

function seenItems({ store, lag }: ServiceAccountDeps, vault: Vault): Item[] {
  return store.items(vault.id).flatMap((item) => lag.seen('service_account', item) ?? []);
}

function toWireItem(deps: ServiceAccountDeps, item: Item, withDetails: boolean): object {
  const { id: keyId, key } = deps.keys.vaultKey(item.vaultId);
  return {
    uuid: item.id,
    templateUuid: templateOfCategory(item.content.category),
    trashed: TRASHED[item.state],
    createdAt: new Date(item.createdAt).toISOString(),
    updatedAt: new Date(item.updatedAt).toISOString(),
    changerUuid: deps.keys.userIdOf(item.history.at(-1)?.by ?? ''),
    itemVersion: item.version,
    encryptedBy: keyId,
    faveIndex: 0,
    encOverview: sealJson(key, keyId, toWireOverview(item.content)),
    ...(withDetails ? { encDetails: sealJson(key, keyId, toWireDetails(item.content)) } : {}),
  };
}

/** A vault that was never granted and one that was taken away look the same as one that does not exist. */
function withVault(
  c: ServiceAccountContext,
  deps: ServiceAccountDeps,
  answer: (vault: Vault) => Response | Promise<Response>,
): Response | Promise<Response> {
  const vault = deps.store.vault(c.req.param('vault') ?? '');
  return vault && readable(c, vault.id) ? answer(vault) : refusal(c, 404, 'no such vault');
}

function readable(c: ServiceAccountContext, vaultId: string): boolean {
  return permits(c.get('signed').account, vaultId, PERMISSION.readItems);
}
