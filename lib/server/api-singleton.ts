import { readEnv } from '@/lib/env';
import { createApi } from '@/lib/http/app';
import { createLog } from '@/lib/log';
import { openWebServices } from '@/lib/web-services';

type Api = ReturnType<typeof createApi>;

/**
 * The API for code that Next runs (pages on the server, and its route handlers under a plain `next start`). Our own
 * server has it already and leaves it here: one database pool and one 1Password sign-in in a process, not two. Next
 * bundles this file apart from our server, so a module variable would not be shared; the global registry is.
 */
const KEY = Symbol.for('latchkey.api');
const registry: { [KEY]?: Api } = globalThis as { [KEY]?: Api };

export function provideApi(api: Api): void {
  registry[KEY] = api;
}

export async function getApi(): Promise<Api> {
  registry[KEY] ??= openApi();
  return registry[KEY];
}

function openApi(): Api {
  const env = readEnv(process.env);
  return createApi(openWebServices(env, createLog('next', env.logLevel)));
}
