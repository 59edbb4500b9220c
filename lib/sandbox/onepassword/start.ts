import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { systemClock } from '@/lib/kernel/clock';
import { listen } from '../listen';
import { cliApp } from './cli/app';
import { connectApp, VERSION_HEADER } from './connect/app';
import { claimedAccount as connectAccount } from './connect/caller';
import { connectRefusal } from './connect/connect-error';
import { controlApp } from './control/app';
import { loopbackOnly } from './control/loopback-only';
import { disturbance } from './faults/disturbance';
import { pages } from './page/pages';
import { claimedAccount, serviceAccountApp } from './service-account/app';
import { BUSINESS_LIMITS, type HourlyLimits } from './service-account/hourly-budget';
import { StateFile } from './store/state-file';
import type { Store } from './store/store';
import { World } from './world';

export interface OnePasswordOptions {
  /** 0 or absent: a free one. */
  port?: number;
  connectPort?: number;
  host?: string;
  /** Without it the stand-in forgets everything on close. */
  stateFile?: string;
  now?: () => number;
  seed?: (store: Store) => void;
  hourlyLimits?: HourlyLimits;
  sessionLifetimeSeconds?: number;
}

export interface OnePasswordSandbox {
  url: string;
  controlUrl: string;
  store: Store;
  /** The token of a service account of the store. */
  token(accountName: string): string;
  /** A Connect server over the same vaults, with a bearer token for each of the same accounts. */
  connect: { url: string; token(accountName: string): string };
  /** Ends open connections and writes the state file. */
  close(): Promise<void>;
}

/**
 * A local stand-in of 1Password.com that the unmodified official SDK signs in to, of a Connect server that the
 * unmodified official Connect client talks to, and of what the `op` command would answer.
 *
 * Promises: made-up data only, on plain HTTP, on this machine; what a client writes is there in plaintext for a
 * test to look at. It never calls out, and it shares no code with the product's own 1Password adapters: if both had
 * the same misunderstanding of the protocol, no test would find it.
 */
export async function startOnePassword(options: OnePasswordOptions = {}): Promise<OnePasswordSandbox> {
  const { stateFile, host = '127.0.0.1' } = options;
  let url = '';
  const world = new World({
    now: options.now ?? systemClock.now,
    limits: options.hourlyLimits ?? BUSINESS_LIMITS,
    sessionLifetimeMs: (options.sessionLifetimeSeconds ?? 1800) * 1000,
    signInAddress: () => url,
    seed: options.seed ?? (() => {}),
    saved: stateFile === undefined ? undefined : StateFile.read(stateFile),
  });
  // Two addresses, because the official Connect client drops the path of the one that it is given.
  const main = await listen(cloud(world).fetch, { host, port: options.port ?? 0 });
  url = main.url;
  const connect = await listen(connectServer(world).fetch, {
    host,
    port: options.connectPort ?? 0,
  }).catch(async (error: unknown) => {
    await main.close();
    throw error;
  });

  const file = stateFile === undefined ? undefined : new StateFile(stateFile, () => world.saved());
  world.store.onChange(() => file?.changed());
  // The first state is written at once: a token that was handed out must survive even a kill.
  file?.flush();
  return {
    url,
    controlUrl: `${url}/control`,
    store: world.store,
    token: (accountName) => world.token(accountName),
    connect: { url: connect.url, token: (accountName) => world.connectToken(accountName) },
    close: async () => {
      world.delays.close();
      await Promise.all([main.close(), connect.close()]);
      file?.flush();
    },
  };
}

function cloud(world: World): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const disturbed = disturbance({
    ...world.disturbances,
    backend: 'service_account',
    throttle: world.throttle,
    accountOf: claimedAccount(world),
    refusal: (_status, message = 'scripted fault') => ({ errorMessage: message }),
  });
  app.use('/api/*', disturbed);
  app.route('/api', serviceAccountApp(world));
  app.use('*', loopbackOnly);
  app.route('/control', controlApp(world));
  app.route('/op', cliApp(world));
  app.route('/', pages(world));
  return app;
}

function connectServer(world: World): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({ strict: false });
  const disturbed = disturbance({
    ...world.disturbances,
    backend: 'connect',
    // Connect answers from its own copy of the vaults and has no rate limit.
    throttle: undefined,
    accountOf: connectAccount(world),
    refusal: connectRefusal,
  });
  app.use('*', async (c, next) => {
    await next();
    c.header(...VERSION_HEADER);
  });
  app.use('*', disturbed);
  app.route('/', connectApp(world));
  return app;
}
