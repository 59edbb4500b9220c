import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Lately } from '@/lib/kernel/lately';

/** The clock is the test's, and each question is answered with its number. */
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] }));
afterEach(() => void vi.useRealTimers());

function numbered() {
  const asked: string[] = [];
  const lately = new Lately<string>(async (group, keys) => {
    asked.push(`${group} ${keys.join(',')}`);
    const number = asked.length;
    return new Map(keys.filter((key) => key !== 'none').map((key) => [key, `${key}${number}`]));
  }, 500);
  return { lately, asked };
}

describe('an answer of a moment ago', () => {
  test('is given to whoever asks within that moment, and to nobody after it', async () => {
    const { lately } = numbered();
    expect(await lately.get('a', 'x')).toBe('x1');
    vi.advanceTimersByTime(499);
    expect(await lately.get('a', 'x')).toBe('x1');
    vi.advanceTimersByTime(1);
    expect(await lately.get('a', 'x')).toBe('x2');
  });

  test('is of its own group and key, also where the answer is that there is none', async () => {
    const { lately, asked } = numbered();
    for (const [group, key] of [
      ['a', 'x'],
      ['b', 'x'],
      ['a', 'none'],
      ['a', 'none'],
    ] as const)
      await lately.get(group, key);
    expect(asked).toEqual(['a x', 'b x', 'a none']);
  });

  test('is not given once it was to be forgotten, not even to whoever asks while it is on its way', async () => {
    const { lately } = numbered();
    const before = lately.get('a', 'x');
    await Promise.resolve();
    lately.forget('a', 'x');
    expect([await before, await lately.get('a', 'x')]).toEqual(['x1', 'x2']);
    lately.forget('a', 'x');
    expect(await lately.get('a', 'x')).toBe('x3');
  });

  test('is none where the question failed', async () => {
    let fails = true;
    const lately = new Lately<string>(async (_, keys) => {
      if (fails) throw new Error('away');
      return new Map(keys.map((key) => [key, key]));
    }, 500);
    await expect(lately.get('a', 'x')).rejects.toThrow('away');
    fails = false;
    expect(await lately.get('a', 'x')).toBe('x');
  });

  test('is let go when the moment is over, asked for or not', async () => {
    const lately = new Lately<object>(async (_, keys) => new Map(keys.map((key) => [key, { key }])), 500);
    const seen = new WeakRef((await lately.get('a', 'x')) ?? {});
    await collectGarbage();
    expect(seen.deref()).toEqual({ key: 'x' });
    // What deref() gave stays until the end of its turn.
    await setImmediate();
    vi.advanceTimersByTime(500);
    await collectGarbage();
    expect(seen.deref()).toBeUndefined();
    lately.forget('a', 'x');
  });
});

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this V8 has no gc()');
  await setImmediate();
  collect();
}
