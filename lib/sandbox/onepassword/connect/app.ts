import { Hono } from 'hono';
import { InvalidItem } from '../json-item/invalid-item';
import type { World } from '../world';
import { recordedActivity } from './activity';
import { authenticated, type ConnectEnv, mayRead, vaultOf } from './caller';
import { ConnectError, connectRefusal } from './connect-error';
import { vaultFilter } from './filter';
import { itemRoutes } from './item-routes';
import { connectVault } from './item-view';
import { serverRoutes } from './server-routes';

const VERSION = '1.8.1';

/**
 * A 1Password Connect server over the same vaults, for the official client and for plain HTTP.
 *
 * Promises: paths, statuses, bodies and error texts are those that are documented or were recorded; a token can do
 * what it claims and what its account was granted, whichever is less. It never limits the rate, as the real one does
 * not, and never shows a passkey.
 */
export function connectApp(world: World): Hono<ConnectEnv> {
  // The official client ends its list addresses with a slash.
  const app = new Hono<ConnectEnv>({ strict: false });
  app.route('/', serverRoutes(world, VERSION));
  app.use('/v1/*', recordedActivity(world));
  app.use('/v1/*', authenticated(world));
  app.get('/v1/vaults', (c) => {
    const matches = vaultFilter(c.req.query('filter'));
    const vaults = world.store.vaults().filter(({ id }) => mayRead(c.get('caller'), id));
    return c.json(
      vaults.filter(matches).map((vault) => connectVault(vault, world.store.activeItemCount(vault.id))),
    );
  });
  app.get('/v1/vaults/:vault', (c) => {
    c.set('touched', { action: 'READ', vaultId: c.req.param('vault') });
    const vault = vaultOf(c, world, 'read');
    return c.json(connectVault(vault, world.store.activeItemCount(vault.id)));
  });
  app.route('/v1', itemRoutes(world));
  app.get('/v1/activity', (c) => {
    const offset = naturalNumber(c.req.query('offset'), 0);
    const { rows, total } = world.activity.page(offset, naturalNumber(c.req.query('limit'), 50));
    const first = rows.length === 0 ? 0 : offset + 1;
    c.header('content-range', `${first}-${offset + rows.length}/${total}`);
    return c.json(rows);
  });
  app.all('*', () => {
    throw new ConnectError(404, 'Not Found');
  });
  app.onError((error, c) => {
    if (error instanceof ConnectError)
      return c.json(connectRefusal(error.status, error.message), error.status);
    if (error instanceof InvalidItem) return c.json(connectRefusal(400, error.message), 400);
    console.error(error);
    return c.json(connectRefusal(500), 500);
  });
  return app;
}

/** On every answer since 1.3.0, scripted failures included. */
export const VERSION_HEADER = ['1Password-Connect-Version', VERSION] as const;

function naturalNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new ConnectError(400, 'Bad Request');
  return Number(text);
}
