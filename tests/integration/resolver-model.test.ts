import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { personActor } from '@/lib/access/actor';
import { type Act, Gate, ModelWorld } from '@/tests/support/resolver-model';
import { startTestApi, type TestApi } from '../support/api';

/** `npm run g21` looks at ten thousand schedules; here a slice of them. */
/** Always the same few here, so that a failure is the change's; others each time by `npm run g21`. */
const RUNS = process.env.LATCHKEY_SWEEP === '1' ? { numRuns: 10_000 } : { numRuns: 40, seed: 21 };
const PATIENCE_MS = 3_600_000;

let api: TestApi;
let world: ModelWorld;
let scheduler: fc.Scheduler | undefined;
const gate = new Gate(() => {
  if (!scheduler) throw new Error('no schedule');
  return scheduler;
});
beforeAll(async () => {
  api = await startTestApi();
  const { workspace } = await api.owner('Olga');
  const olga = await api.services.db.people.user.findFirstOrThrow();
  const actor = personActor({
    workspaceId: workspace.id,
    userId: olga.id,
    name: olga.name,
    role: 'owner',
  });
  world = new ModelWorld(api.services, actor, gate);
});
afterAll(async () => {
  await world?.close();
  await api?.close();
});

const resolves = fc.record({
  kind: fc.constant('resolve' as const),
  process: fc.constantFrom(0 as const, 1 as const),
});
const voids = fc.record({
  kind: fc.constantFrom(
    'clear' as const,
    'disable' as const,
    'enable' as const,
    'edit' as const,
    'rotate' as const,
    'shorten' as const,
  ),
});
const advances = fc.record({
  kind: fc.constant('advance' as const),
  seconds: fc.constantFrom(299, 300, 301),
});
const act = fc.oneof(
  { weight: 5, arbitrary: resolves },
  { weight: 3, arbitrary: voids },
  { weight: 1, arbitrary: advances },
);
/** Acts that happen together, and such groups one after the other: what is kept has to be met by what comes later. */
const story: fc.Arbitrary<Act[][]> = fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), {
  minLength: 2,
  maxLength: 4,
});

test(
  'G21, G22: in every order of events nothing void, expired or switched off is served, by any process',
  async () => {
    const oneByOne = async (release: () => Promise<void>) => {
      await release();
      await gate.quiet();
    };
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler({ act: oneByOne }),
        story,
        fc.constantFrom(300, 300, 0),
        async (chosen, groups, ttl) => {
          scheduler = chosen;
          const model = await world.begin(ttl);
          for (const group of groups) {
            // All of them, even if one fails: what is left under way would be in the way of the next schedule.
            const ends = Promise.allSettled(group.map((one) => model.carryOut(one)));
            const failed = (await chosen.waitFor(ends)).filter(({ status }) => status === 'rejected');
            await chosen.waitIdle();
            expect(failed).toEqual([]);
          }
          expect(model.wrongs()).toEqual([]);
          expect(await model.leftovers()).toBe(0);
        },
      ),
      RUNS,
    );
  },
  PATIENCE_MS,
);
