import { Seeded } from '@/tests/simulation/choices';
import { execute } from '@/tests/simulation/execution';
import type { Measure } from './report';

const EXECUTIONS = 10_000;

/** How fast machine and loop go where the world costs next to nothing: what `npm run sim` and `npm run g3` live on. */
export async function effectsPerSecond(): Promise<Measure[]> {
  let effects = 0;
  const before = process.cpuUsage();
  for (let seed = 1; seed <= EXECUTIONS; seed += 1) {
    const { world } = await execute(new Seeded(seed, 0.06), { faults: 2, events: 1 });
    effects += world.effects;
  }
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1_000_000;
  return [
    {
      measure: 'effects in the simulator, a second of one core',
      value: effects / seconds,
      unit: 'effects/s',
    },
    {
      measure: 'executions in the simulator, a second of one core',
      value: EXECUTIONS / seconds,
      unit: 'executions/s',
    },
  ];
}
