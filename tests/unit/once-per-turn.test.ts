import { describe, expect, test } from 'vitest';
import { Together } from '@/lib/kernel/together';
import { OncePerTurn } from '@/lib/resolver/once-per-turn';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** As long as promises can take within a turn. */
async function manyPromises(): Promise<void> {
  for (let count = 0; count < 50; count += 1) await Promise.resolve();
}

/** Work that ends when it is told to; its answer is which one it was. */
function counted() {
  const ends: Array<(error?: Error) => void> = [];
  const work = () =>
    new Promise<number>((resolve, reject) => {
      const which = ends.length;
      ends.push((error) => (error ? reject(error) : resolve(which)));
    });
  return { work, ends };
}

describe('work that callers of one turn want', () => {
  test('is shared, also by those who come some promises later, and each key has its own', async () => {
    const turns = new OncePerTurn<number>();
    const { work, ends } = counted();
    const first = [turns.run('a', work), turns.run('b', work), turns.run('a', work)];
    await manyPromises();
    const all = [...first, turns.run('a', work)];
    for (const end of ends) end();
    expect(await Promise.all(all)).toEqual([0, 1, 0, 0]);
  });

  test('is not shared by who comes in the next turn, although it is under way', async () => {
    const turns = new OncePerTurn<number>();
    const { work, ends } = counted();
    const first = turns.run('a', work);
    await turn();
    const second = turns.run('a', work);
    for (const end of ends) end();
    expect(await Promise.all([first, second])).toEqual([0, 1]);
  });

  test('fails for all who share it, and for nobody else', async () => {
    const turns = new OncePerTurn<number>();
    const { work, ends } = counted();
    const told = (answer: Promise<number>) => answer.catch((error: Error) => error.message);
    const failing = [told(turns.run('a', work)), told(turns.run('a', work))];
    ends[0]?.(new Error('away'));
    expect(await Promise.all(failing)).toEqual(['away', 'away']);
    await turn();
    const after = turns.run('a', work);
    ends[1]?.();
    expect(await after).toBe(1);
  });
});

describe('nobody is answered by a question that was sent before they came', () => {
  /** One question at a time, and in which order things happened. */
  function questions() {
    const log: string[] = [];
    const ends: Array<() => void> = [];
    let hear = () => {};
    const firstSent = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const together = new Together<string>(
      async (_group, keys) => {
        log.push(`sent ${keys.join(',')}`);
        hear();
        await new Promise<void>((resolve) => ends.push(resolve));
        return new Map(keys.map((key) => [key, key]));
      },
      { lanes: 1 },
    );
    const turns = new OncePerTurn<string | undefined>();
    const come = (who: string) => {
      log.push(`${who} came`);
      return turns.run('k', () => together.get('g', 'k'));
    };
    return { log, ends, firstSent, together, come };
  }

  test('when the one before it is answered in the middle of a turn', async () => {
    const { log, ends, together, come } = questions();
    void together.get('g', 'x');
    await turn();
    const ada = come('Ada');
    ends[0]?.();
    await manyPromises();
    const bob = come('Bob');
    await turn();
    ends[1]?.();
    expect(await Promise.all([ada, bob])).toEqual(['k', 'k']);
    expect(log).toEqual(['sent x', 'Ada came', 'Bob came', 'sent k']);
  });

  test('when they come between the sending and what else the end of the turn brings', async () => {
    const { log, ends, firstSent, together, come } = questions();
    const sent = together.get('h', 'y');
    const ada = come('Ada');
    await firstSent;
    const bob = come('Bob');
    await turn();
    for (const end of ends) end();
    await Promise.all([sent, ada]);
    await turn();
    for (const end of ends) end();
    expect(await bob).toBe('k');
    expect(log).toEqual(['Ada came', 'sent y', 'sent k', 'Bob came', 'sent k']);
  });
});
