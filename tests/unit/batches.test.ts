import { describe, expect, test } from 'vitest';
import { Batches, type BatchLimits } from '@/lib/kernel/batches';
import { Together } from '@/lib/kernel/together';

/** Batches that end when they are told to. */
function held(limits: BatchLimits) {
  const begun: Array<{ group: string; items: readonly number[]; end: (error?: Error) => Promise<void> }> = [];
  const batches = new Batches<number, string>((group, items) => {
    return new Promise<readonly string[]>((resolve, reject) => {
      const end = async (error?: Error) => {
        if (error) reject(error);
        else resolve(items.map((item) => `${group}${item}`));
        await turn();
        // The end of a batch is heard in one turn; the next one begins at the end of that.
        await turn();
      };
      begun.push({ group, items, end });
    });
  }, limits);
  const seen = () => begun.map(({ group, items }) => `${group} ${items.join(',')}`);
  return { batches, begun, seen };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('work that is done in batches', () => {
  test('is one batch for all who ask in one turn, and each has its own answer', async () => {
    const { batches, begun, seen } = held({ perGroup: 1 });
    const answers = [1, 2, 3].map((item) => batches.add('a', item));
    await turn();
    expect(seen()).toEqual(['a 1,2,3']);
    await begun[0]?.end();
    expect(await Promise.all(answers)).toEqual(['a1', 'a2', 'a3']);
  });

  test('gathers while a group has as many under way as it may, and begins after that', async () => {
    const { batches, begun, seen } = held({ perGroup: 2 });
    for (const item of [1, 2, 3, 4]) {
      void batches.add('a', item);
      await turn();
    }
    expect(seen()).toEqual(['a 1', 'a 2']);
    await begun[1]?.end();
    expect(seen()).toEqual(['a 1', 'a 2', 'a 3,4']);
  });

  test('keeps to the size of a batch; who does not fit goes behind the other groups', async () => {
    const { batches, begun, seen } = held({ perGroup: 1, inAll: 1, size: 2 });
    for (const item of [1, 2, 3]) void batches.add('a', item);
    void batches.add('b', 4);
    await turn();
    for (const index of [0, 1, 2]) await begun[index]?.end();
    expect(seen()).toEqual(['a 1,2', 'b 4', 'a 3']);
  });

  test('that fails is told to all who shared it, and to nobody else', async () => {
    const { batches, begun } = held({ perGroup: 1 });
    const failing = [1, 2].map((item) => batches.add('a', item).catch((error: Error) => error.message));
    await turn();
    const after = batches.add('a', 3);
    await begun[0]?.end(new Error('away'));
    await begun[1]?.end();
    expect([await Promise.all(failing), await after]).toEqual([['away', 'away'], 'a3']);
  });

  test('is closed when all who asked have their answers', async () => {
    const { batches, begun } = held({ perGroup: 1 });
    const order: string[] = [];
    void batches.add('a', 1).then(() => order.push('first'));
    await turn();
    void batches.add('a', 2).then(() => order.push('second'));
    const closed = batches.close().then(() => order.push('closed'));
    await begun[0]?.end();
    await begun[1]?.end();
    await closed;
    expect(order).toEqual(['first', 'second', 'closed']);
  });
});

test('a question of several is asked once for each key, and answered to all who asked it', async () => {
  const asked: string[] = [];
  const together = new Together<number>(async (group, keys) => {
    asked.push(`${group} ${keys.join(',')}`);
    return new Map(keys.map((key) => [key, key.length]));
  });
  const answers = await Promise.all(['x', 'yy', 'x', 'yy', 'x'].map((key) => together.get('a', key)));
  expect([asked, answers]).toEqual([['a x,yy'], [1, 2, 1, 2, 1]]);
});
