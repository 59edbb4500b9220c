import { Hono } from 'hono';
import { z } from 'zod';
import { BUSINESS_DAILY_LIMIT } from '../service-account/hourly-budget';
import { type Account, PERMISSION } from '../store/account';
import type { World } from '../world';
import type { ControlEnv } from './app';
import { ControlError } from './control-error';
import { accountOf, bodyOf, grantsOf, grantsSchema } from './input';

const newAccountSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes'),
  grants: grantsSchema,
});
const limitsSchema = z.strictObject({
  reads_per_hour: z.int().min(0),
  writes_per_hour: z.int().min(0),
  account_per_day: z.int().min(0).default(BUSINESS_DAILY_LIMIT),
});

export function accountRoutes(world: World): Hono<ControlEnv> {
  const { store } = world;
  const app = new Hono<ControlEnv>();

  app.get('/accounts', (c) =>
    c.json({ accounts: store.accounts().map((account) => accountView(world, account)) }),
  );
  app.post('/accounts', async (c) => {
    const { name, grants } = await bodyOf(c, newAccountSchema);
    if (store.account(name)) throw new ControlError('account_exists', `there is a service account "${name}"`);
    store.putAccount({ name, grants: grantsOf(store, grants), revoked: false });
    return c.json(accountView(world, accountOf(store, name)), 201);
  });
  app.post('/accounts/:name/revoke', (c) => {
    const account = accountOf(store, c.req.param('name'));
    store.putAccount({ ...account, revoked: true });
    return c.json(accountView(world, accountOf(store, account.name)));
  });
  app.post('/accounts/:name/restore', (c) => {
    const account = accountOf(store, c.req.param('name'));
    store.putAccount({ ...account, revoked: false });
    return c.json(accountView(world, accountOf(store, account.name)));
  });
  app.put('/accounts/:name/grants', async (c) => {
    const account = accountOf(store, c.req.param('name'));
    store.putAccount({ ...account, grants: grantsOf(store, await bodyOf(c, grantsSchema)) });
    return c.json(accountView(world, accountOf(store, account.name)));
  });
  app.put('/limits', async (c) => {
    const limits = await bodyOf(c, limitsSchema);
    world.budget.limits = { reads: limits.reads_per_hour, writes: limits.writes_per_hour };
    world.budget.dailyLimit = limits.account_per_day;
    world.budget.clear();
    return c.json(limits);
  });
  app.post('/sessions/expire', (c) => {
    world.sessions.expireAll();
    return c.json({ ok: true });
  });
  return app;
}

function accountView(world: World, account: Account): object {
  return {
    name: account.name,
    token: world.token(account.name),
    connect_token: world.connectToken(account.name),
    revoked: account.revoked,
    grants: Object.entries(account.grants).map(([vaultId, permissions]) => ({
      vault: world.store.vault(vaultId)?.name ?? vaultId,
      vault_id: vaultId,
      access: permissions & PERMISSION.updateItems ? 'write' : 'read',
      permissions,
    })),
    used_this_hour: world.budget.used(account.name),
  };
}
