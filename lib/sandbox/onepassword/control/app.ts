import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { World } from '../world';
import { accountRoutes } from './account-routes';
import { backendRoutes } from './backend-routes';
import { CONTROL_CALLS } from './calls';
import { ControlError } from './control-error';
import { faultRoutes } from './fault-routes';
import { itemRoutes } from './item-routes';

export type ControlEnv = { Bindings: HttpBindings };

/** The levers beside the protocol: what a person, an administrator or bad luck would do on the other side. */
export function controlApp(world: World): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>();
  app.get('/', (c) => c.json({ calls: CONTROL_CALLS.map(([call, does]) => ({ call, does })) }));
  app.route('/', itemRoutes(world));
  app.route('/', accountRoutes(world));
  app.route('/', faultRoutes(world));
  app.route('/', backendRoutes(world));
  app.post('/reset', (c) => {
    world.reset();
    return c.json({ ok: true });
  });
  app.all('*', () => {
    throw new ControlError('not_found', 'no such call; GET /control lists them');
  });
  app.onError((error, c) => {
    if (error instanceof ControlError) return c.json(error.body, error.status);
    console.error(error);
    const unexpected = new ControlError('internal_error', 'the sandbox failed; its stderr says why');
    return c.json(unexpected.body, unexpected.status);
  });
  return app;
}
