import { connectMeasures } from './secrets/connect-measures';
import { listMeasure } from './secrets/list-measure';
import { memoryMeasure } from './secrets/memory-measure';
import { type Measure, report } from './secrets/report';
import { startSandboxProcess } from './secrets/sandbox-process';
import { serviceAccountMeasures } from './secrets/service-account-measures';

/**
 * `npm run bench -- secrets [--json]`: what our adapters add to the official clients, and what they save.
 *
 * Everything in one run against the sandbox, which has a process of its own; ours and the baseline take turns, so that
 * a busy machine slows both alike. Medians; ratios mean something, milliseconds are this machine's. Loopback makes the
 * network free, which is the least favourable case for us: what we add is all there is to see.
 */
const json = process.argv.includes('--json');
const started = performance.now();
const sandbox = await startSandboxProcess();
let allMet = true;
const tell = (measures: Measure[]) => {
  for (const measure of measures) {
    console.log(report(measure, json));
    allMet &&= measure.met !== false;
  }
};
try {
  tell(await serviceAccountMeasures(sandbox.addresses));
  tell(await connectMeasures(sandbox.addresses));
  tell([await listMeasure(sandbox.addresses)]);
  tell([await memoryMeasure(sandbox.addresses)]);
} finally {
  sandbox.stop();
}
if (!json)
  console.log(`\n${Math.round((performance.now() - started) / 1000)} s${allMet ? '' : ', not all met'}`);
// A figure missed on a busy machine is for a person to judge: the exit code tells only whether it could be measured.
process.exit(0);
