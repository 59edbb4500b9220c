/**
 * Median milliseconds of each contender. They take turns in an order that is drawn anew each time, so that none always
 * follows the same other one and pays for what that left behind. The first rounds do not count; on a slow machine
 * there are fewer of the others.
 */
export async function takeTurns<Name extends string>(
  contenders: Readonly<Record<Name, () => Promise<unknown>>>,
  { rounds, warmUp, seconds }: { rounds: number; warmUp: number; seconds: number },
): Promise<Record<Name, number>> {
  const entries = Object.entries<() => Promise<unknown>>(contenders);
  const times = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  const end = performance.now() + seconds * 1000;
  for (let round = 0; round < warmUp + rounds; round += 1) {
    if (round > warmUp && performance.now() > end) break;
    for (const [name, run] of shuffled(entries)) {
      const from = performance.now();
      await run();
      if (round >= warmUp) times.get(name)?.push(performance.now() - from);
    }
  }
  const medians: Record<string, number> = {};
  for (const [name, all] of times) medians[name] = median(all);
  return medians;
}

function shuffled<T>(values: readonly T[]): T[] {
  const drawn = values.map((value) => ({ value, place: Math.random() }));
  return drawn.toSorted((a, b) => a.place - b.place).map(({ value }) => value);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
