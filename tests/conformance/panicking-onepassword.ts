import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { systemClock } from '@/lib/kernel/clock';
import { READ_WRITE_ACCOUNT, seedDemoContent } from '@/lib/sandbox/onepassword/seed-demo-content';
import { serviceAccountApp } from '@/lib/sandbox/onepassword/service-account/app';
import type { ServiceAccountEnv } from '@/lib/sandbox/onepassword/service-account/context';
import { BUSINESS_LIMITS } from '@/lib/sandbox/onepassword/service-account/hourly-budget';
import { World } from '@/lib/sandbox/onepassword/world';

/**
 * A 1Password that accepts the sign-in and then names no key set of the token: the SDK's WebAssembly stops with
 * `RuntimeError: unreachable`, outside of any promise.
 */
export async function startPanicking(): Promise<{ token: string; close(): Promise<void> }> {
  let url = '';
  const world = new World({
    now: systemClock.now,
    limits: BUSINESS_LIMITS,
    sessionLifetimeMs: 3_600_000,
    signInAddress: () => url,
    seed: (store) => seedDemoContent(store, 'https://site.example'),
    saved: undefined,
  });
  const keyset = world.keys.keyset.bind(world.keys);
  Object.assign(world.keys, { keyset: (name: string) => ({ ...keyset(name), encryptedBy: 'nobody' }) });

  const app = new Hono<ServiceAccountEnv>();
  app.route('/api', serviceAccountApp(world));
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  url = `http://127.0.0.1:${address.port}`;
  return {
    token: world.token(READ_WRITE_ACCOUNT),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
