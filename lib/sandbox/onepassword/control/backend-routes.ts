import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { BACKENDS, type Backend } from '../faults/backend';
import type { World } from '../world';
import type { ControlEnv } from './app';
import { ControlError } from './control-error';
import { accountOf, bodyOf } from './input';

const milliseconds = z.int().min(0).max(600_000).optional();
const paceSchema = z.strictObject({ latency_ms: milliseconds, read_lag_ms: milliseconds });
const rulesSchema = z.strictObject({
  stale_put: z.enum(['refuse', 'accept']).optional(),
  stale_version_in_put_response: z.boolean().optional(),
});
const tokenSchema = z.strictObject({ expires_in_seconds: z.int().min(1).optional() });
const profileSchema = z.strictObject({ signed_in: z.boolean() });

/** What differs between the ways to ask: their pace, and the points that only one of them has. */
export function backendRoutes(world: World): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>();

  app.get('/backends', (c) =>
    c.json(Object.fromEntries(BACKENDS.map((backend) => [backend, paceView(world, backend)]))),
  );
  app.put('/backends/:backend', async (c) => {
    const backend = backendOf(c);
    const { latency_ms, read_lag_ms } = await bodyOf(c, paceSchema);
    const before = world.paces.of(backend);
    world.paces.set(backend, {
      latencyMs: latency_ms ?? before.latencyMs,
      readLagMs: read_lag_ms ?? before.readLagMs,
    });
    return c.json(paceView(world, backend));
  });
  app.put('/connect/rules', async (c) => {
    const { stale_put, stale_version_in_put_response } = await bodyOf(c, rulesSchema);
    const before = world.connectRules;
    world.connectRules = {
      stalePut: stale_put ?? before.stalePut,
      staleVersionInPutResponse: stale_version_in_put_response ?? before.staleVersionInPutResponse,
    };
    const { stalePut, staleVersionInPutResponse } = world.connectRules;
    return c.json({ stale_put: stalePut, stale_version_in_put_response: staleVersionInPutResponse });
  });
  app.post('/accounts/:name/connect-token', async (c) => {
    const account = accountOf(world.store, c.req.param('name'));
    const { expires_in_seconds } = await bodyOf(c, tokenSchema);
    const connect_token = world.connect.issue(account, world.now(), expires_in_seconds);
    // Announced as a change, so that the token outlives a restart.
    world.store.putAccount(account);
    return c.json({ connect_token }, 201);
  });
  app.put('/cli/profile', async (c) => {
    const { signed_in } = await bodyOf(c, profileSchema);
    world.profile.signedIn = signed_in;
    return c.json({ signed_in });
  });
  return app;
}

function backendOf(c: Context): Backend {
  const backend = BACKENDS.find((one) => one === c.req.param('backend'));
  if (!backend) throw new ControlError('backend_not_found', `a backend is one of ${BACKENDS.join(', ')}`);
  return backend;
}

function paceView(world: World, backend: Backend): object {
  const { latencyMs, readLagMs } = world.paces.of(backend);
  return { latency_ms: latencyMs, read_lag_ms: readLagMs };
}
