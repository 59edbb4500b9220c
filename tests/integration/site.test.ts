import { request } from 'node:http';
import { generate } from 'otplib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { demoUser } from '@/lib/sandbox/demo-user';
import { type DemoSite, startSite } from '@/lib/sandbox/site/start';

const userState = z.object({
  username: z.string(),
  password: z.string(),
  failures: z.number(),
  locked: z.boolean(),
  last_sign_in_at: z.string().nullable(),
  sign_in_count: z.number(),
});

let site: DemoSite;
let now = Date.parse('2026-11-22T12:00:10Z');

beforeAll(async () => {
  site = await startSite({ now: () => now });
});
afterAll(() => site.close());
beforeEach(async () => {
  await control('POST', '/reset');
});

async function control(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  return fetch(site.controlUrl + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function demoState() {
  const users = z.array(userState).parse(await (await control('GET', '/users')).json());
  const user = users.find(({ username }) => username === demoUser.username);
  if (user === undefined) throw new Error('the demo user is gone');
  return user;
}

/** A visitor with a cookie jar of one cookie and no automatic redirects. */
class Visitor {
  #cookie = '';

  get(path: string) {
    return this.#send(path, { headers: { cookie: this.#cookie } });
  }

  post(path: string, form: Record<string, string>) {
    return this.#send(path, {
      method: 'POST',
      headers: { cookie: this.#cookie },
      body: new URLSearchParams(form),
    });
  }

  async #send(path: string, init: RequestInit) {
    const response = await fetch(site.url + path, { ...init, redirect: 'manual' });
    const cookie = response.headers.getSetCookie()[0];
    if (cookie !== undefined) this.#cookie = cookie.split(';')[0] ?? '';
    return {
      status: response.status,
      to: response.headers.get('location'),
      cookie,
      text: await response.text(),
    };
  }
}

const signIn = (visitor: Visitor, password: string = demoUser.password) =>
  visitor.post('/login', { username: demoUser.username, password });
const codeAt = (milliseconds: number) =>
  generate({ secret: demoUser.totpSecret, epoch: Math.floor(milliseconds / 1000) });

async function signedInVisitor(): Promise<Visitor> {
  const visitor = new Visitor();
  await signIn(visitor);
  now += 60_000;
  const answer = await visitor.post('/login/code', { code: await codeAt(now) });
  expect(answer.to).toBe('/account');
  return visitor;
}

describe('sign-in', () => {
  test('name, password and code lead to the account, and the visit is recorded', async () => {
    const visitor = await signedInVisitor();
    const page = await visitor.get('/account');
    expect(page.text).toContain('Hello, Ada');
    expect(page.text.match(/data-testid="invoice"/g)).toHaveLength(3);
    expect(await demoState()).toMatchObject({
      sign_in_count: 1,
      last_sign_in_at: new Date(now).toISOString(),
    });
  });

  test('the session cookie is HttpOnly and SameSite=Lax and changes at each stage', async () => {
    const visitor = new Visitor();
    const first = await signIn(visitor);
    const second = await visitor.post('/login/code', { code: await codeAt(now) });
    expect(first.cookie).toMatch(/HttpOnly/);
    expect(first.cookie).toMatch(/SameSite=Lax/);
    expect(second.cookie).not.toBe(first.cookie);
  });

  test('the right password alone opens nothing when two-step sign-in is on', async () => {
    const visitor = new Visitor();
    await signIn(visitor);
    expect(await visitor.get('/account')).toMatchObject({ status: 302, to: '/login' });
  });

  test('a code is accepted once, and never an older one after it', async () => {
    const used = await codeAt(now);
    const older = await codeAt(now - 30_000);
    const first = new Visitor();
    await signIn(first);
    expect((await first.post('/login/code', { code: used })).status).toBe(303);
    const second = new Visitor();
    await signIn(second);
    expect((await second.post('/login/code', { code: used })).text).toContain('That code was already used');
    expect((await second.post('/login/code', { code: older })).text).toContain('That code was already used');
    expect((await second.post('/login/code', { code: '12' })).text).toContain('That code is not right');
    expect((await second.post('/login/code', { code: await codeAt(now + 30_000) })).status).toBe(303);
  });

  test('five failures in a row lock the account for fifteen minutes, even for the right password', async () => {
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      expect((await signIn(new Visitor(), 'wrong')).status).toBe(401);
    }
    expect((await signIn(new Visitor(), 'wrong')).text).toContain('Account locked');
    expect((await signIn(new Visitor())).status).toBe(423);
    expect((await demoState()).locked).toBe(true);
    now += 15 * 60_000;
    expect((await signIn(new Visitor())).to).toBe('/login/code');
  });

  test('a success in between starts the count of failures again', async () => {
    for (let attempt = 1; attempt <= 4; attempt += 1) await signIn(new Visitor(), 'wrong');
    await signedInVisitor();
    expect((await demoState()).failures).toBe(0);
  });

  test('what a visitor typed comes back escaped', async () => {
    const answer = await new Visitor().post('/login', { username: '"><script>x</script>', password: 'p' });
    expect(answer.text).not.toContain('<script>x');
    expect(answer.text).toContain('&lt;script&gt;x');
  });
});

describe('password change', () => {
  const change = (visitor: Visitor, current: string, next: string, confirm = next) =>
    visitor.post('/account/security/password', {
      current_password: current,
      new_password: next,
      confirm_password: confirm,
    });

  test('takes effect at once and keeps other sessions', async () => {
    const other = await signedInVisitor();
    const visitor = await signedInVisitor();
    const next = 'Walnut-7-bridge-dawn';
    expect((await change(visitor, demoUser.password, next)).to).toBe('/account?notice=password-changed');
    expect((await demoState()).password).toBe(next);
    expect((await other.get('/account')).status).toBe(200);
    expect((await signIn(new Visitor())).status).toBe(401);
  });

  test.each([
    ['a wrong current password', 'nope', 'Walnut-7-bridge-dawn', 'current password is not right'],
    ['too short', demoUser.password, 'Short-1', 'at least 12'],
    ['too long', demoUser.password, `a1${'x'.repeat(63)}`, 'at most 64'],
    ['no digit', demoUser.password, 'only-letters-here', 'at least one digit'],
    ['no letter', demoUser.password, '123456789012', 'at least one letter'],
    ['a character outside the policy', demoUser.password, 'has space 12345', 'letters, digits and'],
    ['the same password', demoUser.password, demoUser.password, 'differs from the current'],
  ])('%s is refused and changes nothing', async (_name, current, next, message) => {
    const answer = await change(await signedInVisitor(), current, next);
    expect(answer).toMatchObject({ status: 422 });
    expect(answer.text).toContain(message);
    expect((await demoState()).password).toBe(demoUser.password);
  });

  test('the well-known address leads to the form, which states its policy', async () => {
    const visitor = await signedInVisitor();
    expect(await visitor.get('/.well-known/change-password')).toMatchObject({
      status: 302,
      to: '/account/security/password',
    });
    const form = (await visitor.get('/account/security/password')).text;
    expect(form).toContain('passwordrules="minlength: 12; maxlength: 64;');
    expect(form).toMatch(/autocomplete="new-password"[^>]*minlength="12" maxlength="64"/s);
  });
});

describe('control', () => {
  test('refuses a page of another origin and unknown fields', async () => {
    expect((await control('GET', '/users', undefined, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await control('POST', '/behaviour', { hang_up: true })).status).toBe(400);
    expect((await control('PATCH', '/users/nobody', { unlock: true })).status).toBe(404);
  });

  test('creates, changes and unlocks users, and reset brings back the first state', async () => {
    await control('POST', '/users', { username: 'bob@acme.example', password: 'p' });
    await control('PATCH', '/users/bob@acme.example', { password: 'Other-pass-12' });
    const answer = await new Visitor().post('/login', {
      username: 'bob@acme.example',
      password: 'Other-pass-12',
    });
    expect(answer.to).toBe('/account');
    await control('POST', '/reset');
    expect(z.array(userState).parse(await (await control('GET', '/users')).json())).toHaveLength(1);
  });

  test('can take the site down while it stays reachable itself', async () => {
    await control('POST', '/behaviour', { down: true });
    expect((await new Visitor().get('/login')).status).toBe(503);
    await control('POST', '/behaviour', { down: false });
    expect((await new Visitor().get('/login')).status).toBe(200);
  });

  test('a hanging site never answers, and closing it still ends', async () => {
    const hanging = await startSite();
    await fetch(`${hanging.controlUrl}/behaviour`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hang: true }),
    });
    const outcome = new Promise<string>((resolve) => {
      const visit = request(`${hanging.url}/login`, () => resolve('answered'));
      visit.on('error', () => resolve('cut off'));
      visit.end(() => void hanging.close());
    });
    expect(await outcome).toBe('cut off');
  });
});

test('an unknown address is a real 404', async () => {
  const answer = await new Visitor().get('/no/such/page');
  expect(answer).toMatchObject({ status: 404 });
  expect(answer.text).toContain('Page not found');
});

test('the step-by-step sign-in asks for name, password and six digits on three pages', async () => {
  const visitor = new Visitor();
  expect((await visitor.post('/two-step/login', { identifier: demoUser.username })).to).toBe(
    '/two-step/password',
  );
  expect((await visitor.post('/two-step/password', { password: demoUser.password })).to).toBe(
    '/two-step/code',
  );
  expect((await visitor.get('/two-step/code')).text.match(/maxlength="1"/g)).toHaveLength(6);
  const digits = [...(await codeAt(now))].map((digit, place) => [`code${place + 1}`, digit]);
  expect((await visitor.post('/two-step/code', Object.fromEntries(digits))).to).toBe('/account');
});
