import { cachedMeasure } from './resolver/cached-measure';
import { startWorld } from './resolver/world';
import { type Measure, report } from './secrets/report';

const json = process.argv.includes('--json');
const world = await startWorld();
const tell = (measures: Measure[]) => {
  for (const measure of measures) console.log(report(measure, json, 'resolver'));
};
try {
  tell(await cachedMeasure(world));
} finally {
  await world.close();
}
process.exit(0);
