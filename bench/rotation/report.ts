/** One line of the result. */
export interface Measure {
  measure: string;
  value: number;
  unit: string;
}

export function report({ measure, value, unit }: Measure, json: boolean): string {
  const short = Number(value.toPrecision(3));
  if (json) return JSON.stringify({ bench: 'rotation', measure, value: short, unit });
  return `${measure.padEnd(60)} ${String(short).padStart(10)} ${unit}`;
}
