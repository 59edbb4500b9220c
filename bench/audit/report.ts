/** One line of the result. */
export interface Measure {
  measure: string;
  value: number;
  unit: string;
  /** `>=300`; left out where there is nothing to reach. */
  target?: string;
  met?: boolean;
}

export function report(measure: Measure, json: boolean): string {
  const value = Number(measure.value.toPrecision(3));
  if (json) return JSON.stringify({ bench: 'audit', ...measure, value });
  const verdict = measure.met === undefined ? '' : measure.met ? 'met' : 'MISSED';
  const shown = `${value} ${measure.unit}`;
  return `${measure.measure.padEnd(52)} ${shown.padStart(20)} ${(measure.target ?? '').padStart(8)}  ${verdict}`;
}

/** The value below which `share` of the sorted values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
