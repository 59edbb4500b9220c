import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { feed, LIMIT_MS } from '../fuzz/feed';
import { PARSERS, type Parser } from '../fuzz/parsers';

/** The same inputs in each run; `npm run g27` goes on for as long as it is told, and holds to LIMIT_MS. */
const SEED = 20_261_125;
const RUNS = 120;
/** Far beyond: what a busy machine delays is not what a bad regular expression takes. */
const CERTAINLY_SLOW_MS = 20 * LIMIT_MS;

describe('G27: whatever it is given, none throws but its own refusals and none takes long', () => {
  test.each(PARSERS.map((parser) => [parser.name, parser] as const))('%s', async (_name, parser) => {
    for (const input of fc.sample(parser.inputs, { seed: SEED, numRuns: RUNS })) {
      const { fault, milliseconds } = await feed(parser, input);
      expect({ input, fault, slow: milliseconds > CERTAINLY_SLOW_MS }).toEqual({
        input,
        fault: null,
        slow: false,
      });
    }
  });
});

test('a parser that throws something else, and one that is slow, are found', async () => {
  const broken: Parser = {
    name: 'broken',
    inputs: fc.constant(''),
    read: () => JSON.parse('{'),
    refusals: [TypeError],
  };
  expect((await feed(broken, '')).fault).toContain('SyntaxError');
  expect((await feed({ ...broken, refusals: [SyntaxError] }, '')).fault).toBeNull();
  const slow = { ...broken, read: () => busyFor(LIMIT_MS + 10) };
  expect((await feed(slow, '')).milliseconds).toBeGreaterThan(LIMIT_MS);
});

function busyFor(milliseconds: number): void {
  const from = process.cpuUsage();
  while (process.cpuUsage(from).user < milliseconds * 1000);
}
