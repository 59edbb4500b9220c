/** Whole seconds in a header and the way to the server make one answer say little; the middle of a few says enough. */
const KEPT = 5;
/** An answer that took longer says nothing of a clock. */
const LONGEST_TRIP_MS = 2_000;
/** A header names the second that its moment lies in: on average it is half of one behind. */
const HALF_SECOND_MS = 500;

/**
 * The server's clock minus ours, as the Date headers of its last answers have it. Right to about half a second, which is
 * enough for one-time codes: they are typed seconds away from the ends of their step.
 */
export class ClockSkew {
  readonly #samples: number[] = [];

  /** Milliseconds; null before the first answer that told. */
  get milliseconds(): number | null {
    const sorted = this.#samples.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  learn(dateHeader: string | null | undefined, sentAt: number, answeredAt: number): void {
    const date = Date.parse(dateHeader ?? '');
    if (Number.isNaN(date) || answeredAt - sentAt > LONGEST_TRIP_MS) return;
    this.#samples.push(Math.round(date + HALF_SECOND_MS - (sentAt + answeredAt) / 2));
    if (this.#samples.length > KEPT) this.#samples.shift();
  }
}
