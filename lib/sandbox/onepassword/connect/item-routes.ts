import { Hono } from 'hono';
import { contentOf, itemInput, withHiddenFields } from '../json-item/item-input';
import type { Item, ItemContent } from '../store/item';
import { keepReplacedPassword } from '../store/password-history';
import type { Vault } from '../store/vault';
import type { World } from '../world';
import type { Touched } from './activity';
import { type ConnectContext, type ConnectEnv, isId, type NEEDS, vaultOf } from './caller';
import { ConnectError } from './connect-error';
import { itemFilter } from './filter';
import { connectItem, connectSummary } from './item-view';
import { patched } from './json-patch';

const BACKEND = 'connect';

export function itemRoutes(world: World): Hono<ConnectEnv> {
  const app = new Hono<ConnectEnv>();

  app.get('/vaults/:vault/items', (c) => {
    const vault = inVault(c, world, 'READ', 'read');
    const matches = itemFilter(c.req.query('filter'));
    const items = world.store.items(vault.id).flatMap((item) => world.lag.seen(BACKEND, item) ?? []);
    return c.json(
      items
        .filter((item) => matches(item.content))
        .map((item) => connectSummary(item, world.keys.userIdOf(item.history.at(-1)?.by ?? ''))),
    );
  });
  app.get('/vaults/:vault/items/:item', (c) => {
    const item = readItem(c, world, inVault(c, world, 'READ', 'read'));
    touch(c, 'READ', item);
    return c.json(view(world, item));
  });
  app.get('/vaults/:vault/items/:item/files', (c) => {
    readItem(c, world, inVault(c, world, 'READ', 'read'));
    return c.json([]);
  });
  const noFile = (c: ConnectContext) => {
    readItem(c, world, inVault(c, world, 'READ', 'read'));
    throw new ConnectError(404, `file ${c.req.param('file')} not found`);
  };
  app.get('/vaults/:vault/items/:item/files/:file', noFile);
  app.get('/vaults/:vault/items/:item/files/:file/content', noFile);
  addWriteRoutes(app, world);
  return app;
}

function addWriteRoutes(app: Hono<ConnectEnv>, world: World): void {
  const { store, now } = world;
  app.post('/vaults/:vault/items', async (c) => {
    const vault = inVault(c, world, 'CREATE', 'create');
    const input = itemInput(await bodyOf(c));
    if (input.vault.id !== vault.id) throw new ConnectError(400, 'Invalid Vault UUID');
    const content = world.lossy.store(BACKEND, contentOf(input, undefined));
    const item = store.createItem(c.get('caller').account.name, { vaultId: vault.id, content });
    touch(c, 'CREATE', item);
    return c.json(view(world, item));
  });
  app.put('/vaults/:vault/items/:item', async (c) => {
    const vault = inVault(c, world, 'UPDATE', 'update');
    const input = itemInput(await bodyOf(c));
    // Found after the body is read, so that of two writers with the same version only one gets on.
    const item = storedItem(c, world, vault);
    if (input.id !== item.id) throw new ConnectError(400, 'Invalid Item UUID');
    if (input.vault.id !== vault.id) throw new ConnectError(400, 'Invalid Vault UUID');
    const stale = input.version !== undefined && input.version !== item.version;
    if (stale && world.connectRules.stalePut === 'refuse') throw new ConnectError(409, 'Conflict');
    edit(c, world, item, contentOf(input, item.content));
    const { staleVersionInPutResponse } = world.connectRules;
    const version = staleVersionInPutResponse ? { version: item.version - 1 } : {};
    touch(c, 'UPDATE', item);
    return c.json({ ...view(world, item), ...version });
  });
  app.patch('/vaults/:vault/items/:item', async (c) => {
    const vault = inVault(c, world, 'UPDATE', 'update');
    const body = await bodyOf(c);
    const item = storedItem(c, world, vault);
    touch(c, 'UPDATE', item);
    if (Array.isArray(body) && body.length === 0) return c.json(view(world, item));
    const input = itemInput(patched(connectItem(item, '', now()), body));
    edit(c, world, item, withHiddenFields(contentOf(input, item.content), item.content));
    return c.json(view(world, item));
  });
  app.delete('/vaults/:vault/items/:item', (c) => {
    const item = storedItem(c, world, inVault(c, world, 'DELETE', 'delete'));
    store.moveItem(c.get('caller').account.name, item, 'deleted');
    touch(c, 'DELETE', item);
    return c.body(null, 204);
  });
}

function inVault(
  c: ConnectContext,
  world: World,
  action: Touched['action'],
  need: keyof typeof NEEDS,
): Vault {
  c.set('touched', { action, vaultId: c.req.param('vault') ?? '' });
  return vaultOf(c, world, need);
}

function touch(c: ConnectContext, action: Touched['action'], item: Item): void {
  c.set('touched', { action, vaultId: item.vaultId, item: { ...item } });
}

/** As a reader sees it, who may be behind the writers. */
function readItem(c: ConnectContext, world: World, vault: Vault): Item {
  const item = world.lag.seen(BACKEND, storedItem(c, world, vault));
  if (!item) throw notFound(c);
  return item;
}

function storedItem(c: ConnectContext, world: World, vault: Vault): Item {
  const id = c.req.param('item') ?? '';
  if (!isId(id)) throw new ConnectError(400, 'Invalid Item UUID');
  const item = world.store.item(id);
  if (!item || item.vaultId !== vault.id || item.state === 'deleted') throw notFound(c);
  return item;
}

function notFound(c: ConnectContext): ConnectError {
  return new ConnectError(404, `item ${c.req.param('item')} not found`);
}

function edit(c: ConnectContext, world: World, item: Item, content: ItemContent): void {
  const next = structuredClone(content);
  keepReplacedPassword(item.content, next, world.now());
  world.store.editItem(c.get('caller').account.name, item, world.lossy.store(BACKEND, next));
}

function view(world: World, item: Item): object {
  return connectItem(item, world.keys.userIdOf(item.history.at(-1)?.by ?? ''), world.now());
}

async function bodyOf(c: ConnectContext): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    throw new ConnectError(400, 'Invalid JSON');
  }
}
