import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { tryLock } from '../setup/lock.mjs';
import { StatedError } from '../setup/stated-error.mjs';
import { announceDemo } from './announce.mjs';
import { searchBrowser } from './browser-search.mjs';
import { watchEndRequests } from './end-requests.mjs';
import { productEnvironment, sandboxEnvironment } from './environment.mjs';
import { requireKey } from './key-encryption-key.mjs';
import { requireFreePort } from './port.mjs';
import { LIMITS, Supervisor } from './supervisor.mjs';

const DATABASE_CHECK_MS = 1_000;

/**
 * Brings the product up, keeps it up, and takes it down again: `npm start` after its version check.
 *
 * Promise: what can fail at once (data folder in use, port, key) fails before anything that takes time. However it
 * ends, every process it started ends first and the database last. Returns the exit code.
 * @param {{settings: ReturnType<typeof import('./settings.mjs').readSettings>, env: NodeJS.ProcessEnv,
 *   progress: ReturnType<typeof import('../setup/progress.mjs').createProgress>, prepare: Function,
 *   commands: Record<'server' | 'worker' | 'sandbox', string[]>, nodeEnv?: string, limits?: typeof LIMITS,
 *   onReady?: (supervisor: Supervisor) => void}} options
 */
export async function launch({ limits = LIMITS, nodeEnv = 'production', ...options }) {
  const { settings, progress } = options;
  const stop = new AbortController();
  const supervisor = new Supervisor({ dataDir: settings.dataDir, say: progress.say, limits });
  /** What is to be undone, in the order it was done. */
  const undo = [];
  // A terminal that was closed must not keep the end from being an orderly one.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  watchEndRequests({
    onEnd(why) {
      progress.say(`Ending (${why}) …`);
      stop.abort(why);
    },
    onImpatience: () => supervisor.kill(),
  });
  const asked = new Promise((resolve) => stop.signal.addEventListener('abort', () => resolve('asked')));

  let code = 0;
  try {
    const running = bringUp({ ...options, nodeEnv, supervisor, undo, signal: stop.signal });
    running.catch(() => {});
    const reason = await Promise.race([
      asked,
      running.then(({ lost }) => Promise.race([lost, supervisor.failed])),
    ]);
    if (reason !== 'asked')
      throw new StatedError(`${reason}. Ending the rest; see ${path.join(settings.dataDir, 'logs')}.`);
  } catch (error) {
    code = 1;
    console.error(error instanceof StatedError ? `\n${error.message}` : error);
  }
  stop.abort('end');
  for (const step of undo.reverse()) await step();
  if (code === 0) progress.say('Latchkey has ended.');
  return code;
}

async function bringUp(options) {
  const { settings, env, progress, prepare, undo, signal } = options;
  const { dataDir, demo } = settings;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  undo.push(await holdDataFolder(dataDir));
  await requireFreePort(settings);
  const key = await requireKey({ dataDir, demo, env, say: progress.say });
  let browser;
  const afterInstall = () => {
    browser = searchBrowser({ say: progress.say, signal });
  };
  await prepare({ progress, signal, afterInstall });
  signal.throwIfAborted();
  return startProcesses({ ...options, key, browser });
}

async function startProcesses({
  settings,
  env,
  progress,
  commands,
  nodeEnv,
  key,
  browser,
  onReady,
  ...rest
}) {
  const { supervisor, undo, signal } = rest;
  const { dataDir, demo, url } = settings;
  // Undone even when the end is asked for while they are still starting.
  const starting = provideDatabase({ settings, progress });
  undo.push(async () => (await starting.catch(() => undefined))?.stop());
  undo.push(() => supervisor.stop());
  const start = (name, processEnv) => supervisor.start({ name, command: commands[name], env: processEnv });
  const startSandbox = () => start('sandbox', sandboxEnvironment({ env, settings, nodeEnv }));
  const [database] = await Promise.all([
    starting,
    demo ? progress.step('Starting the sandbox', startSandbox) : undefined,
  ]);
  signal.throwIfAborted();

  const chromium = (await browser?.present) ?? browser?.found();
  const shared = productEnvironment({ env, settings, nodeEnv, databaseUrl: database.url, key, chromium });
  const startBoth = () => Promise.all([start('server', shared), start('worker', shared)]);
  await progress.step('Starting server and worker', startBoth);
  if (demo) await announceDemo({ dataDir, say: progress.say });
  // What the processes said before they were ready is in the pipes already; the line people look for comes last.
  await nextTurn();
  await nextTurn();
  progress.say(`Latchkey is ready on ${url}`);
  onReady?.(supervisor);
  if (chromium === undefined)
    browser?.fetched.then((found) => {
      if (found === undefined) return;
      progress.say('Starting the worker again, with the browser that has been fetched');
      supervisor.restart('worker', { CHROMIUM_PATH: found });
    });
  return database;
}

/** Two supervisors on one folder would end each other's database. */
async function holdDataFolder(dataDir) {
  const lock = await tryLock(path.join(dataDir, 'supervisor.lock'));
  if (lock.held) return async () => lock.release();
  throw new StatedError(
    `Latchkey already runs with the data folder ${dataDir}: process ${lock.holder.pid} holds it.\n` +
      'Stop that one, or give this one a folder and a port of its own: DATA_DIR=./data-2 PORT=3001 npm start',
  );
}

/** A database that is up to date. `lost` resolves when an embedded one has died. */
async function provideDatabase({ settings, progress }) {
  const database = await openDatabase({ settings, progress });
  try {
    const { migrate } = await import('../migrate.mjs');
    const applied = await migrate({ databaseUrl: database.url, onLog: progress.say });
    if (applied.length > 0) progress.say(`Applied ${applied.length} migration(s): ${applied.join(', ')}`);
  } catch (error) {
    await database.stop();
    throw error;
  }
  return database;
}

async function openDatabase({ settings, progress }) {
  if (settings.databaseUrl)
    return { url: settings.databaseUrl, lost: new Promise(() => {}), stop: async () => {} };
  const { startEmbedded } = await import('../embedded-pg.mjs');
  const database = await progress.step('Starting the database', () =>
    startEmbedded({ dir: path.join(settings.dataDir, 'postgres'), onLog: progress.say }),
  );
  const lost = new Promise((resolve) => {
    const watch = setInterval(() => {
      if (database.isRunning()) return;
      clearInterval(watch);
      resolve('The embedded database has ended');
    }, DATABASE_CHECK_MS);
    watch.unref();
  });
  return { ...database, lost };
}
