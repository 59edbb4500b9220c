/** One line of the result. */
export interface Measure {
  /** What, in which unit, against what: `service_account_read_ms_vs_bare_sdk`. */
  measure: string;
  ours: number;
  baseline: number;
  /** What the target is about: ours / baseline, or how many times faster ours is. Null when it is about `ours`. */
  ratio: number | null;
  /** `<=1.1` or `>=20`; null where there is nothing to reach. */
  target: string | null;
  met: boolean | null;
}

/** For "no slower than": ours / baseline is at most `limit`. */
export function atMost(measure: string, ours: number, baseline: number, limit: number): Measure {
  const ratio = ours / baseline;
  return { measure, ours, baseline, ratio, target: `<=${limit}`, met: ratio <= limit };
}

/** For "so many times faster": baseline / ours is at least `limit`. */
export function atLeast(measure: string, ours: number, baseline: number, limit: number): Measure {
  const ratio = baseline / ours;
  return { measure, ours, baseline, ratio, target: `>=${limit}`, met: ratio >= limit };
}

export function report(measure: Measure, json: boolean, bench = 'secrets'): string {
  const { ours, baseline, ratio } = measure;
  const rounded = {
    ...measure,
    ours: round(ours),
    baseline: round(baseline),
    ratio: ratio === null ? null : round(ratio),
  };
  if (json) return JSON.stringify({ bench, ...rounded });
  const verdict = measure.met === null ? '' : measure.met ? 'met' : 'MISSED';
  const cells = [
    measure.measure.padEnd(44),
    `${rounded.ours}`.padStart(9),
    `${rounded.baseline}`.padStart(9),
    `${rounded.ratio ?? ''}`.padStart(8),
    (measure.target ?? '').padStart(8),
  ];
  return `${cells.join(' ')}  ${verdict}`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
