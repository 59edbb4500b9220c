import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { feed, LIMIT_MS } from './feed';
import { PARSERS } from './parsers';

/**
 * `npm run g27 -- --minutes N`: all parsers in turns, each fed what is nearly right, for N minutes in all (10 by default).
 * Prints the figure, and before it each input that was not read as it should be.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: `${Date.now() % 2 ** 31}` },
  },
});
const BATCH = 200;
const SHOWN = 300;
const end = performance.now() + Number(values.minutes) * 60_000;
let seed = Number(values.seed);
const total = { inputs: 0, uncaught: 0, slowest: 0 };

while (performance.now() < end) {
  for (const parser of PARSERS) {
    for (const input of fc.sample(parser.inputs, { seed, numRuns: BATCH })) {
      const { milliseconds, fault } = await feed(parser, input);
      total.inputs += 1;
      total.slowest = Math.max(total.slowest, milliseconds);
      if (fault !== null) total.uncaught += 1;
      if (fault !== null || milliseconds > LIMIT_MS)
        console.log(`${parser.name}, seed ${seed}: ${fault ?? `${milliseconds} ms`}: ${shown(input)}`);
    }
  }
  seed += 1;
}
console.log(`G27 inputs ${total.inputs}, uncaught ${total.uncaught}, slowest_ms ${total.slowest.toFixed(1)}`);
process.exit(total.uncaught === 0 && total.slowest <= LIMIT_MS ? 0 : 1);

function shown(input: unknown): string {
  return (JSON.stringify(input) ?? 'undefined').slice(0, SHOWN);
}
