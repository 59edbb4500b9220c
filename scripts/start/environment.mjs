import path from 'node:path';
import { sandboxAddressesFile } from './announce.mjs';

/** What the stand-in 1Password and its sites need. They play strangers, so they get neither key nor database. */
const SANDBOX_KEEPS = [
  'PATH',
  'HOME',
  'LANG',
  'TZ',
  'TMPDIR',
  'SystemRoot',
  'TEMP',
  'TMP',
  'NODE_OPTIONS',
  'LOG_LEVEL',
  'SANDBOX_PORT',
  'SANDBOX_CONNECT_PORT',
  'SITE_PORT',
];

export function productEnvironment({ env, settings, nodeEnv, databaseUrl, key, chromium }) {
  const { LATCHKEY_KEK, LATCHKEY_KEK_FILE, CHROMIUM_PATH, ...rest } = env;
  return {
    ...rest,
    ...ownSettings(settings, nodeEnv),
    ...key,
    PORT: String(settings.port),
    DATABASE_URL: databaseUrl,
    ...(settings.demo && !env.OP_PATH
      ? { OP_PATH: path.join(settings.dataDir, 'sandbox', 'bin', 'op') }
      : {}),
    ...(chromium === undefined ? {} : { CHROMIUM_PATH: chromium }),
  };
}

export function sandboxEnvironment({ env, settings, nodeEnv }) {
  const kept = SANDBOX_KEEPS.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]);
  const own = Object.entries(env).filter(([name]) => name.startsWith('LATCHKEY_SANDBOX_'));
  return {
    ...Object.fromEntries([...kept, ...own]),
    ...ownSettings({ ...settings, demo: true }, nodeEnv),
    HOST: '127.0.0.1',
  };
}

function ownSettings({ dataDir, host, demo }, nodeEnv) {
  return {
    NODE_ENV: nodeEnv,
    NEXT_TELEMETRY_DISABLED: '1',
    HOST: host,
    DATA_DIR: dataDir,
    LATCHKEY_DEMO: demo ? '1' : '0',
    ...(demo ? { LATCHKEY_SANDBOX_ADDRESSES: sandboxAddressesFile(dataDir) } : {}),
  };
}
