import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { z } from 'zod';
import { refusal, type ServiceAccountDeps, type ServiceAccountEnv } from './context';
import type { Session } from './sessions';
import { runSrp, srpVerifier } from './srp';
import { userAuth } from './token';

const startSchema = z.looseObject({ email: z.string(), skid: z.string() });
const exchangeSchema = z.looseObject({ userA: z.string().regex(/^[0-9a-fA-F]{1,1024}$/) });
const proofSchema = z.looseObject({ clientVerifyHash: z.string() });

/** The three plain requests of a sign-in. The fourth is signed and encrypted already: see signed-routes.ts. */
export function signInRoutes(deps: ServiceAccountDeps): Hono<ServiceAccountEnv> {
  const app = new Hono<ServiceAccountEnv>();

  app.post('/v3/auth/start', async (c) => {
    const input = startSchema.safeParse(await jsonBody(c));
    if (!input.success) return refusal(c, 400, 'bad request');
    const name = deps.keys.accountByEmail(input.data.email);
    const account = deps.store.account(name ?? '');
    if (!account || account.revoked) return refusal(c, 401, 'unknown or revoked service account');
    const keys = deps.keys.account(account.name);
    if (keys.secretKeyId !== input.data.skid) return refusal(c, 401, 'unknown secret key');
    return c.json({
      status: 'ok',
      sessionID: deps.sessions.open(account.name).id,
      accountKeyFormat: 'A3',
      accountKeyUuid: keys.secretKeyId,
      userAuth: userAuth(keys),
    });
  });

  app.post('/v2/auth', async (c) => {
    const session = namedSession(c, deps);
    if (!session || session.exchange) return refusal(c, 401, 'no such session');
    const input = exchangeSchema.safeParse(await jsonBody(c));
    if (!input.success) return refusal(c, 400, 'bad request');
    const keys = deps.keys.account(session.account);
    session.exchange = runSrp({
      verifier: srpVerifier(keys.srpPrivateKeyHex),
      secret: session.secret,
      clientPublicHex: input.data.userA,
      salt: Buffer.from(keys.saltBase64, 'base64url'),
      email: keys.email,
      secretKeyId: keys.secretKeyId,
    });
    if (!session.exchange) return refusal(c, 400, 'bad client value');
    return c.json({ userB: session.exchange.serverPublicHex });
  });

  app.post('/v2/auth/confirm-key', async (c) => {
    const session = namedSession(c, deps);
    const input = proofSchema.safeParse(await jsonBody(c));
    if (!session?.exchange || session.confirmed || !input.success) return refusal(c, 401, 'no such session');
    if (!sameBytes(session.exchange.clientProof, Buffer.from(input.data.clientVerifyHash, 'base64url'))) {
      return refusal(c, 401, 'wrong proof');
    }
    session.confirmed = true;
    return c.json({ serverVerifyHash: session.exchange.serverProof.toString('base64url') });
  });

  return app;
}

function namedSession(c: Context, deps: ServiceAccountDeps): Session | undefined {
  return deps.sessions.find(c.req.header('x-agilebits-session-id'));
}

async function jsonBody(c: Context): Promise<unknown> {
  try {
    return JSON.parse(await c.req.text());
  } catch {
    return undefined;
  }
}

function sameBytes(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
