import type { JobHelpers } from 'graphile-worker';
import { beforeEach, expect, test } from 'vitest';
import { forgetWhenIdle } from '@/lib/worker/forget-when-idle';
import { ManualClock } from '../support/manual-clock';

const helpers: JobHelpers = Object.create(null);
let clock: ManualClock;
let collections: number;
let ends: Array<() => void>;
let tasks: ReturnType<typeof forgetWhenIdle>;
beforeEach(() => {
  clock = new ManualClock();
  collections = 0;
  ends = [];
  const long = () => new Promise<void>((resolve) => ends.push(resolve));
  const failing = () => Promise.reject(new Error('lost'));
  tasks = forgetWhenIdle({ long, failing }, clock, () => {
    collections += 1;
  });
});

const run = async (name: string) => tasks[name]?.({}, helpers);

async function after(milliseconds: number): Promise<number> {
  clock.advance(milliseconds);
  await new Promise(setImmediate);
  return collections;
}

test('garbage is collected once, two seconds after the last of several tasks has ended', async () => {
  const [first, second] = [run('long'), run('long')];
  ends[0]?.();
  await first;
  expect(await after(60_000)).toBe(0);
  ends[1]?.();
  await second;
  expect(await after(1_999)).toBe(0);
  expect(await after(1)).toBe(1);
  expect(await after(60_000)).toBe(1);
});

test('it is collected after a task that failed as well', async () => {
  await expect(run('failing')).rejects.toThrow('lost');
  expect(await after(2_000)).toBe(1);
});

test('a task that begins within the two seconds puts it off until that has ended', async () => {
  await run('failing').catch(() => {});
  await after(1_000);
  const next = run('long');
  expect(await after(60_000)).toBe(0);
  ends[0]?.();
  await next;
  expect(await after(2_000)).toBe(1);
});
