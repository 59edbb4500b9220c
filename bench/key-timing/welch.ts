/**
 * Welch's t of two samples: how many standard errors their means are apart. Beyond 4.5 either way a difference is not
 * chance any more (the threshold of TVLA, Goodwill et al. 2011).
 */
export function welch(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [moments(a), moments(b)];
  return (first.mean - second.mean) / Math.sqrt(first.variance / a.length + second.variance / b.length);
}

/** Without the slowest: a pause of the machine is no property of the key (as dudect does it). */
export function withoutSlowest(values: readonly number[], limit: number): number[] {
  return values.filter((value) => value <= limit);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
