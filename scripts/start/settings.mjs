import { existsSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from '../setup/root.mjs';
import { StatedError } from '../setup/stated-error.mjs';

/**
 * What the environment says about a start, checked. Relative paths count from the project's folder, so that the
 * same command means the same data from wherever it is typed.
 */
export function readSettings(env) {
  const port = readPort(env.PORT || '3000');
  const host = env.HOST || '127.0.0.1';
  const databaseUrl = env.DATABASE_URL || undefined;
  return {
    host,
    port,
    url: addressOf(host, port),
    dataDir: path.resolve(root, env.DATA_DIR || 'data'),
    databaseUrl,
    demo: readDemo(env.LATCHKEY_DEMO, databaseUrl),
  };
}

/** Reads .env beside package.json if there is one. What the shell has set wins. */
export function loadEnvFile() {
  if (existsSync(inRoot('.env'))) process.loadEnvFile(inRoot('.env'));
}

function readPort(text) {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new StatedError(
    `PORT is ${JSON.stringify(text)}; it must be a number from 1 to 65535, e.g. PORT=3000.`,
  );
}

function readDemo(text, databaseUrl) {
  if (text === undefined || text === '') return databaseUrl === undefined;
  if (text === '0' || text === '1') return text === '1';
  throw new StatedError(`LATCHKEY_DEMO is ${JSON.stringify(text)}; it must be 0 or 1.`);
}

/** An address to click: a wildcard host listens everywhere, and on this machine that includes 127.0.0.1. */
function addressOf(host, port) {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
