import { type Auth, createAuth } from '@/lib/access/auth';
import { deriveAuthSecret } from '@/lib/crypto/derive';
import type { Env } from '@/lib/env';
import type { Log } from '@/lib/log';
import { openServices, type Services } from './services';

/** What the web process is handed: the services of every process, and the people who sign in. */
export interface WebServices extends Services {
  auth: Auth;
}

export function openWebServices(
  env: Env,
  log: Log,
  options: { signInRateLimit?: boolean } = {},
): WebServices {
  const services = openServices(env, log);
  const auth = createAuth({
    people: services.db.people,
    secret: deriveAuthSecret(env.kek).reveal(),
    baseUrl: env.baseUrl,
    rateLimit: options.signInRateLimit ?? true,
    log: (message) => log.warn({ source: 'auth' }, message),
  });
  return { ...services, auth };
}
