import { Hono } from 'hono';
import { z } from 'zod';
import {
  refusal,
  type ServiceAccountContext,
  type ServiceAccountDeps,
  type ServiceAccountEnv,
} from './context';
import { signInRoutes } from './sign-in-routes';
import { signedRoutes } from './signed-routes';

const emailSchema = z.looseObject({ email: z.string() });

/**
 * The server side of 1Password's service accounts, as far as the official SDK 0.5.0 asks for it.
 *
 * Promises: it proves and checks what the real one does (SRP, MAC per request, no repetition, encryption end to
 * end, permissions, versions). It never guesses: a route it does not know is a 500 and a line on stderr, the first
 * thing to look for after an SDK upgrade.
 */
export function serviceAccountApp(deps: ServiceAccountDeps): Hono<ServiceAccountEnv> {
  const app = new Hono<ServiceAccountEnv>();
  app.route('/', signInRoutes(deps));
  app.route('/', signedRoutes(deps));
  app.all('*', (c) => {
    console.error(`NOT EMULATED ${c.req.method} ${c.req.path}`);
    return refusal(c, 500, 'NOT EMULATED');
  });
  return app;
}

/** Before any of it is verified: good enough for a log and for scripted faults, never for access. */
export function claimedAccount(deps: ServiceAccountDeps) {
  return async (c: ServiceAccountContext): Promise<string | null> => {
    const session = deps.sessions.find(c.req.header('x-agilebits-session-id'));
    if (session) return session.account;
    if (!c.req.path.endsWith('/auth/start')) return null;
    const body = emailSchema.safeParse(await c.req.json().catch(() => undefined));
    return (body.success ? deps.keys.accountByEmail(body.data.email) : undefined) ?? null;
  };
}
