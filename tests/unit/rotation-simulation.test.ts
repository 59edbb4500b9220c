import { describe, expect, test, vi } from 'vitest';
import { type RotationAnswer, rotationAnswer } from '@/lib/contract/rotation-state';
import { Secret } from '@/lib/kernel/secret';
import { brokenProtocols } from '../simulation/broken-protocols';
import type { Limits, Scene } from '../simulation/chaos';
import { Exhaustive, nameOf, Replayed, Seeded } from '../simulation/choices';
import {
  beginning,
  type Execution,
  enact,
  execute,
  type Protocol,
  protocol,
  run,
} from '../simulation/execution';
import { Moments } from '../simulation/moments';
import { perform, subtrees } from '../simulation/sim-job';
import type { Violation } from '../simulation/sim-world';
import { sweep, type Tally } from '../simulation/sweep';

// Thousands of executions each: seconds on an idle machine, and more on one that has other things to do.
vi.setConfig({ testTimeout: 120_000 });

/** Slices of `npm run sim`, which goes through every execution with two faults and one event. */
describe('a rotation in the simulated world', () => {
  test('with nothing in its way saves a new password', async () => {
    const tally = await sweep({ limits: { faults: 0, events: 0 } });
    expect(tally.ends).toEqual({ done: 1 });
  });

  test.each([
    { faults: 1, events: 0 },
    { faults: 0, events: 1 },
    { faults: 2, events: 0 },
  ])(
    'loses nothing, overwrites nobody and locks no account, in every way with $faults faults and $events events',
    async (limits) => {
      expect(promisesOf(await sweep({ limits }))).toEqual(KEPT);
    },
  );

  test('keeps its promises in a sample of the executions with two faults and one event', async () => {
    const limits = { faults: 2, events: 1 };
    const sampled = await perform({ kind: 'sample', limits, fromSeed: 1, seeds: 12_000, unusual: 0.06 });
    expect(promisesOf(sampled)).toEqual(KEPT);
  });

  test('keeps them over years of rotations of one account, and each comes to rest within a day (G3)', async () => {
    const lived = await perform({ kind: 'histories', fromSeed: 1, seeds: 60 });
    expect(lived.executions).toBe(3_000);
    expect(lived.broken).toEqual([]);
    expect(lived.longestMs).toBeLessThan(24 * 3_600_000);
  });

  test('leaves out no execution where several processes share them', async () => {
    const limits = { faults: 2, events: 0 };
    const beginnings = await subtrees(limits);
    let shared = 1;
    for (const fixed of beginnings) shared += (await sweep({ limits, fixed })).executions;
    expect((await sweep({ limits })).executions).toBe(shared);
  });

  test('is the same where it is taken up at a moment that it shares with another as from its start', async () => {
    const limits = { faults: 1, events: 1 };
    const choices = new Exhaustive();
    const moments = new Moments(choices);
    let compared = 0;
    do {
      const begun = moments.takeUp();
      const taken = await run(begun ?? beginning(choices, limits), protocol, (course) =>
        moments.keep(course),
      );
      if (!begun) continue;
      compared += 1;
      const fromTheStart = await execute(new Replayed(nameOf(choices.taken)), limits);
      expect(everythingIn(taken), nameOf(choices.taken)).toBe(everythingIn(fromTheStart));
    } while (compared < 2_000 && choices.next());
    expect(compared).toBe(2_000);
  });

  test('settles by sign-in what a person answers to, whatever they answer', async () => {
    const scenes = (answer: RotationAnswer): Scene[] => [
      { at: 'sign in with C1', event: 'a person changes the password on the site only' },
      { at: '', answer },
    ];
    const ends = await Promise.all(
      rotationAnswer.options.map(async (answer) => [answer, (await enact(scenes(answer))).end]),
    );
    expect(Object.fromEntries(ends)).toEqual({
      retry_verify: 'needs_human (no_password_works)',
      changed_by_hand: 'superseded (changed_by_person)',
      restore_item: 'needs_human (no_password_works)',
      stop: 'aborted (stopped_by_person)',
    });
  });

  test('tells any execution again as a story', async () => {
    const { world } = await execute(new Replayed('10:1'), { faults: 1, events: 0 }, { tell: true });
    expect(world.story?.join('\n')).toMatch(/send the form: P0 -> C1\n {2}\* fault: killed before/);
  });
});

describe('the simulator sees through', () => {
  test.each(Object.entries(brokenProtocols))('%s', async (_rule, { breaks, shown, under }) => {
    const broken =
      'scenes' in shown ? [await enact(shown.scenes, under)] : await search(shown.limits, under, breaks);
    expect(broken.flatMap(({ world }) => world.violations.map(({ kind }) => kind))).toContain(breaks);
  });
});

function everythingIn(execution: Execution): string {
  return JSON.stringify(execution, (_key, value) => (value instanceof Secret ? value.reveal() : value));
}

/** Seeds until one shows it. */
async function search(limits: Limits, under: Protocol, breaks: Violation['kind']): Promise<Execution[]> {
  for (let seed = 1; seed <= 15_000; seed += 1) {
    const execution = await execute(new Seeded(seed, 0.06), limits, { under });
    if (execution.world.violations.some(({ kind }) => kind === breaks)) return [execution];
  }
  return [];
}

const KEPT = { lost: 0, overwritten: 0, lockouts: 0, otherwise: 0, atMostThreeFailures: true };

function promisesOf({ lost, overwritten, lockouts, otherwise, mostFailedLogins }: Tally) {
  return { lost, overwritten, lockouts, otherwise, atMostThreeFailures: mostFailedLogins <= 3 };
}
