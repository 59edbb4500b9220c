import { generate } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '@/lib/db/database';
import { createLog } from '@/lib/log';
import type { EntryKey, ResolverDeps } from '@/lib/resolver/resolver-deps';
import { type TakenCode, takeOneTimeCode } from '@/lib/resolver/take-one-time-code';
import { openServices, type Services } from '@/lib/services';
import { createEntry } from '@/lib/vault/create-entry';
import { type ProductWorld, startProductWorld } from '@/tests/support/product-world';
import { VirtualClock } from '@/tests/support/virtual-clock';

let world: ProductWorld;
/** A second process: the same database and key, nothing else in common. */
let other: Services;
beforeAll(async () => {
  world = await startProductWorld();
  other = openServices(world.services.env, createLog('other', 'silent'));
});
afterAll(async () => {
  await other?.close();
  await world?.close();
});

/** `npm run sweep -- one-time-codes`: each second between the two ends. */
const SWEEP = process.env.LATCHKEY_SWEEP === '1';
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const START = Date.parse('2026-11-25T12:00:00.000Z');

let names = 0;
async function entryWithSeed(totp = SECRET): Promise<EntryKey> {
  names += 1;
  const entry = await createEntry(world.services, world.actor, {
    permissioned_user_id: `seed ${names}`,
    domain: 'https://strict.example',
    source: 'stored',
    username: 'somebody',
    password: 'password-1',
    totp_secret: totp,
    tfa_method: 'AUTHENTICATOR',
  });
  return { workspaceId: world.actor.workspaceId, entryId: entry.id };
}

/** The same services in virtual time, which stands still while the database is asked. */
function inVirtualTime(services: Services, clock: VirtualClock, skewMs: number | null = null): ResolverDeps {
  const db: Database = {
    ...services.db,
    call: (...args) => clock.busy(() => services.db.call(...args)),
    withWorkspace: (id, work) => clock.busy(() => services.db.withWorkspace(id, work)),
  };
  const reads = {
    get: (...args: Parameters<typeof services.resolving.reads.get>) =>
      clock.busy(() => services.resolving.reads.get(...args)),
  };
  const resolving = Object.assign(Object.create(services.resolving), services.resolving, { reads });
  const providers = { ...services.providers, worldClockSkewMs: () => skewMs };
  return { ...services, clock, db, resolving, providers };
}

/** Accepts no second use, no code of another step than its clock shows, and none older than the last it accepted. */
class StrictSite {
  readonly accepted: number[] = [];
  reused = 0;
  refused = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly skewMs: number,
    private readonly period = 30,
  ) {}

  async submit(code: string): Promise<boolean> {
    const step = Math.floor((this.clock.now() + this.skewMs) / 1000 / this.period);
    const due = await generate({ secret: SECRET, period: this.period, epoch: step * this.period });
    const last = this.accepted.at(-1) ?? 0;
    if (code === due && step > last) {
      this.accepted.push(step);
      return true;
    }
    this.refused += 1;
    if (code === due) this.reused += 1;
    return false;
  }
}

interface Run {
  retries: number;
  signedInAt: number;
}

/** Takes a code, types it within a few seconds, and tries once more when the site refuses it. */
async function signIn(deps: ResolverDeps, key: EntryKey, site: StrictSite, typingMs: number): Promise<Run> {
  let refused: TakenCode | undefined;
  for (let retries = 0; retries < 2; retries += 1) {
    const code = await takeOneTimeCode(deps, key, refused ? { refused } : {});
    await deps.clock.sleep(typingMs);
    if (await site.submit(code.code.reveal())) return { retries, signedInAt: deps.clock.now() };
    refused = code;
  }
  throw new Error('refused twice');
}

async function fortyRuns(siteSkewMs: number, ourSkewMs: number | null) {
  const key = await entryWithSeed();
  const clock = new VirtualClock(START + 12_345);
  const site = new StrictSite(clock, siteSkewMs);
  const [here, there] = [
    inVirtualTime(world.services, clock, ourSkewMs),
    inVirtualTime(other, clock, ourSkewMs),
  ];
  const order: number[] = [];
  const runs = Array.from({ length: 40 }, async (_, run) => {
    // Each arrives after the one before, from one process or the other.
    await clock.sleep(run * 10);
    const typingMs = 1_000 + ((run * 137) % 2_500);
    const ended = await signIn(run % 2 ? here : there, key, site, typingMs);
    order.push(run);
    return ended;
  });
  const ended = await clock.run(Promise.all(runs));
  return { site, order, retries: ended.map(({ retries }) => retries) };
}

describe('G17: forty runs with one seed at a strict site', () => {
  const skews = SWEEP ? Array.from({ length: 11 }, (_, second) => (second - 5) * 1_000) : [-5_000, 0, 5_000];

  test.each(skews)(
    'whose clock is %i ms off: none reused, at most one retry, in the order of arrival',
    async (skew) => {
      const { site, order, retries } = await fortyRuns(skew, null);
      expect(site.reused).toBe(0);
      expect(Math.max(...retries)).toBeLessThanOrEqual(1);
      // Who was refused teaches the others: they take their codes from the middle of a step.
      expect(site.refused).toBeLessThanOrEqual(1);
      expect(new Set(site.accepted).size).toBe(40);
      expect(order).toEqual(Array.from({ length: 40 }, (_, run) => run));
    },
  );

  test.each(SWEEP ? [-5_000, -2_500, 2_500, 5_000] : [-5_000])(
    'when it is our own clock that is %i ms behind, and 1Password has told so: none refused at all',
    async (skew) => {
      const { site, order } = await fortyRuns(skew, skew);
      expect([site.refused, site.accepted.length]).toEqual([0, 40]);
      expect(order).toEqual(Array.from({ length: 40 }, (_, run) => run));
    },
  );
});

test('a clock more than ten seconds off hands out nothing, and says what to do', async () => {
  const key = await entryWithSeed();
  const deps = inVirtualTime(world.services, new VirtualClock(START), 11_000);
  await expect(takeOneTimeCode(deps, key)).rejects.toMatchObject({ code: 'clock_unusable' });
});

test.each([
  ['eight digits', `otpauth://totp/A:b?secret=${SECRET}&digits=8`, 8, 30],
  ['a minute', `otpauth://totp/A:b?secret=${SECRET}&period=60`, 6, 60],
  ['SHA-256', `otpauth://totp/A:b?secret=${SECRET}&algorithm=SHA256`, 6, 30],
])('a seed with %s is honoured, and its steps are its own', async (_what, totp, digits, period) => {
  const key = await entryWithSeed(totp);
  const clock = new VirtualClock(START + 40_000);
  const deps = inVirtualTime(world.services, clock);
  const first = await clock.run(takeOneTimeCode(deps, key));
  const second = await clock.run(takeOneTimeCode(deps, key));
  expect([first.code.reveal().length, first.periodSeconds]).toEqual([digits, period]);
  expect(second.step).toBe(first.step + 1);
  expect(first.step).toBe(Math.floor((START + 40_000) / 1000 / period));
});

test('who stops waiting gives up the place, and who died loses it', async () => {
  const key = await entryWithSeed();
  const clock = new VirtualClock(START + 2_000);
  const deps = inVirtualTime(world.services, clock);
  await clock.run(takeOneTimeCode(deps, key));
  const gone = new AbortController();
  const leaving = takeOneTimeCode(deps, key, { signal: gone.signal }).catch(() => 'left');
  // A process that dies takes its turn and never comes back to it: here, by a clock that nobody moves.
  const dead = takeOneTimeCode(inVirtualTime(other, new VirtualClock(START + 2_000)), key);
  dead.catch(() => {});
  await clock.run(clock.sleep(100));
  const third = takeOneTimeCode(deps, key);
  await clock.run(clock.sleep(100));
  gone.abort(new Error('enough'));
  expect(await clock.run(leaving)).toBe('left');
  const { step } = await clock.run(third);
  expect(step).toBeLessThanOrEqual(Math.floor((START + 180_000) / 30_000));
});
