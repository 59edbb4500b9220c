import { cachedMeasure } from './resolver/cached-measure';
import { httpMeasure } from './resolver/http-measure';
import { limitedMeasure } from './resolver/limited-measure';
import { liveMeasure } from './resolver/live-measure';
import { loadMeasure } from './resolver/load-measure';
import { startLoad } from './resolver/load-process';
import { runsMeasure } from './resolver/runs-measure';
import { serve } from './resolver/served';
import { stormMeasure } from './resolver/storm-measure';
import { startWorld } from './resolver/world';
import { type Measure, report } from './secrets/report';

/** `npm run bench -- resolver [NAME …]`; without a name all of them, and `load` alone is G26. */
const json = process.argv.includes('--json');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const world = await startWorld();
const load = await startLoad();
const served = await serve(world);
const measures: Record<string, () => Promise<Measure[]>> = {
  cached: () => cachedMeasure(world),
  http: () => httpMeasure(world, served, load),
  live: () => liveMeasure(world),
  storm: () => stormMeasure(world),
  limited: () => limitedMeasure(world),
  runs: () => runsMeasure(world),
  load: () => loadMeasure(world, served, load),
};
let missed = false;
try {
  for (const [name, take] of Object.entries(measures)) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const measure of await take()) {
      missed ||= measure.met === false;
      console.log(report(measure, json, 'resolver'));
    }
  }
} finally {
  load.stop();
  served.close();
  await world.close();
}
process.exit(missed ? 1 : 0);
