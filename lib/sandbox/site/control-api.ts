import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { z } from 'zod';
import type { SiteBehaviour } from './behaviour';
import type { SiteState } from './sign-in-pages';
import type { SiteUser, SiteUsers } from './users';

const newUser = z.strictObject({
  username: z.string().min(1),
  password: z.string().min(1),
  totp_secret: z.string().nullable().optional(),
});
const userChange = z.strictObject({
  password: z.string().min(1).optional(),
  unlock: z.boolean().optional(),
  totp_secret: z.string().nullable().optional(),
  must_change_password: z.boolean().optional(),
});
const behaviourChange = z.strictObject({
  latency_ms: z.int().min(0).max(600_000).optional(),
  down: z.boolean().optional(),
  hang: z.boolean().optional(),
});

/**
 * What tests and the demo use to look behind the site. It shows passwords in the clear, so it answers this machine
 * only, and no page of another origin: a web page open in the same browser could otherwise read it.
 */
export function controlApi(state: SiteState & { behaviour: SiteBehaviour }): Hono {
  const { users, sessions, behaviour } = state;
  const api = new Hono();
  api.use(async (context, next) => {
    const origin = context.req.header('origin');
    const own = new URL(context.req.url).origin;
    if (origin !== undefined && origin !== own) return context.json({ message: 'foreign origin' }, 403);
    if (!isLoopback(getConnInfo(context).remote.address))
      return context.json({ message: 'loopback only' }, 403);
    return next();
  });
  api.onError((error, context) =>
    error instanceof z.ZodError || error instanceof SyntaxError
      ? context.json({ message: 'the body does not fit' }, 400)
      : context.json({ message: 'failed' }, 500),
  );
  api.get('/users', (context) => context.json(users.all().map((user) => present(users, user))));
  api.post('/users', async (context) => {
    const body = newUser.parse(await context.req.json());
    const user = users.put({
      username: body.username,
      password: body.password,
      totpSecret: body.totp_secret ?? null,
    });
    return context.json(present(users, user), 201);
  });
  api.patch('/users/:name', async (context) => {
    const user = users.find(context.req.param('name'));
    if (user === undefined) return context.json({ message: 'no such user' }, 404);
    applyChange(users, user, userChange.parse(await context.req.json()));
    return context.json(present(users, user));
  });
  api.get('/behaviour', (context) => context.json(behaviour.snapshot()));
  api.post('/behaviour', async (context) => {
    const body = behaviourChange.parse(await context.req.json());
    behaviour.change({ latencyMilliseconds: body.latency_ms, down: body.down, hang: body.hang });
    return context.json(behaviour.snapshot());
  });
  api.post('/reset', (context) => {
    users.reset();
    sessions.clear();
    behaviour.reset();
    return context.json(users.all().map((user) => present(users, user)));
  });
  return api;
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address);
}

function applyChange(users: SiteUsers, user: SiteUser, change: z.infer<typeof userChange>): void {
  if (change.password !== undefined) user.password = change.password;
  if (change.totp_secret !== undefined) {
    user.totpSecret = change.totp_secret;
    user.lastAcceptedStep = null;
  }
  if (change.must_change_password !== undefined) user.mustChangePassword = change.must_change_password;
  if (change.unlock === true) users.unlock(user);
}

function present(users: SiteUsers, user: SiteUser) {
  return {
    username: user.username,
    password: user.password,
    totp_secret: user.totpSecret,
    must_change_password: user.mustChangePassword,
    failures: user.failures,
    locked: users.isLocked(user),
    locked_until: user.lockedUntil === null ? null : new Date(user.lockedUntil).toISOString(),
    last_sign_in_at: user.lastSignInAt === null ? null : new Date(user.lastSignInAt).toISOString(),
    sign_in_count: user.signInCount,
  };
}
