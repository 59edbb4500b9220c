import type { JobHelpers, TaskList } from 'graphile-worker';
import { expect, test } from 'vitest';
import { withWordlessFailures } from '@/lib/worker/wordless-failures';

test('of an error of a job, what the queue keeps is kind, code and place, and none of its words', async () => {
  const words = 'cannot fill tulip-Harbor-94-quartz';
  const cause = new Error(words);
  const thrown = Object.assign(new RangeError(words, { cause }), { code: 'E_X' });
  const { job }: TaskList = withWordlessFailures({ job: () => Promise.reject(thrown) });
  const helpers: JobHelpers = Object.create(null);
  const failure: unknown = await Promise.resolve(job?.({}, helpers)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(String(failure)).toMatch(/^Error: RangeError E_X at .*wordless-failures/);
  const { stack = '', ...rest } = failure instanceof Error ? { stack: failure.stack, ...failure } : {};
  expect(stack + JSON.stringify(rest)).not.toContain('tulip');
});
