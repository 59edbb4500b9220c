import { describe, expect, test } from 'vitest';
import { failureLine, storyFailures, vitestFailures } from '@/scripts/test/failures.mjs';

const passed = { ancestorTitles: ['runs'], title: 'start', status: 'passed', failureMessages: [] };
const ended = {
  ancestorTitles: ['runs', 'that end'],
  title: 'are told of',
  status: 'failed',
  failureMessages: [
    'AssertionError: expected 1 to be 2\n    at /home/me/latchkey/tests/http/runs.test.ts:4:5',
  ],
};
const slow = {
  ancestorTitles: [],
  title: 'are quick',
  status: 'failed',
  duration: 30_001.4,
  failureMessages: ['Error: STACK_TRACE_ERROR\n    at task (file:///runner.js:1:1)'],
};

function vitestReport(results: Array<typeof passed | typeof ended | typeof slow>, message = '') {
  const [name, status] = ['/home/me/latchkey/tests/http/runs.test.ts', 'failed'];
  return { testResults: [{ name, status, message, assertionResults: results }] };
}

describe('what failed is named at the end of npm test', () => {
  test('a test by file, full name and message', () => {
    expect(vitestFailures(vitestReport([passed, ended]), '/home/me/latchkey')).toEqual([
      '       tests/http/runs.test.ts > runs > that end > are told of: AssertionError: expected 1 to be 2',
    ]);
  });

  test('one that ran out of time as such', () => {
    expect(vitestFailures(vitestReport([slow]), '/home/me/latchkey')).toEqual([
      '       tests/http/runs.test.ts > are quick: timed out after 30001 ms',
    ]);
  });

  test('a file that could not be loaded by its own message', () => {
    expect(vitestFailures(vitestReport([], "Cannot find module './gone'"), '/home/me/latchkey')).toEqual([
      "       tests/http/runs.test.ts > the file itself: Cannot find module './gone'",
    ]);
  });

  test('a browser story, also one in a group, and an error outside of all', () => {
    const spec = (title: string, status: string, message: string) => ({
      title,
      file: 'story.test.ts',
      tests: [{ status, results: [{ error: { message } }] }],
    });
    const group = { specs: [spec('in a group', 'unexpected', 'two')] };
    const suites = [
      { specs: [spec('fine', 'expected', ''), spec('alone', 'unexpected', 'one')], suites: [group] },
    ];
    expect(storyFailures({ suites, errors: [{ message: 'No tests found' }] })).toEqual([
      '       tests/e2e/story.test.ts > alone: one',
      '       tests/e2e/story.test.ts > in a group: two',
      '       tests/e2e > outside a test: No tests found',
    ]);
  });

  test('in one short line without colours and stack', () => {
    const message =
      '\u001b[31mError: toBe failed\u001b[39m\n\nExpected: 2\nReceived: 3\n    at /a.ts:1:1\n    at /b.ts:2:2';
    expect(failureLine('a.test.ts', 'b', message)).toBe(
      '       a.test.ts > b: Error: toBe failed Expected: 2 Received: 3',
    );
    expect(failureLine('a.test.ts', 'b', 'x'.repeat(5000)).length).toBeLessThan(350);
    expect(failureLine('a.test.ts', 'b', undefined)).toContain('see the output above');
  });
});
