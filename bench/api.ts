import { parseArgs } from 'node:util';
import { growthMeasures } from './api/growth-measures';
import { startLoadGenerator } from './api/load';
import { memoryMeasure } from './api/memory-measure';
import { throughputMeasures } from './api/throughput-measures';
import { startWorld } from './api/world';
import { type Measure, report } from './secrets/report';

/**
 * `npm run bench -- api [--json] [--minutes N] [--seconds N]`: requests a second against bare handlers on the same
 * database, what many entries cost, and whether memory stays (`--minutes`, 1 by default).
 *
 * Three processes share the machine: the server, the database, and the one that sends. A ratio is the same two servers
 * taking turns within seconds; requests a second are this machine's.
 */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '1' },
  },
});
const [minutes, seconds] = [Number(values.minutes), Number(values.seconds)];
const tell = (measures: Measure[]) => {
  for (const measure of measures) console.log(report(measure, values.json, 'api'));
};
const world = await startWorld();
const generator = startLoadGenerator();
try {
  const small = await world.tenant(100);
  for await (const measures of throughputMeasures(world, generator, { tenant: small, seconds }))
    tell(measures);
  const sizes = { small: await world.tenant(100), large: await world.tenant(100_000) };
  tell(await growthMeasures(world, generator, { ...sizes, seconds }));
  tell([await memoryMeasure(world, generator, { tenant: small, minutes })]);
} finally {
  generator.stop();
  await world.close();
}
process.exit(0);
