/** Long enough for the one that writes to have committed, in milliseconds. */
const TURN_MS = 1_000;

/**
 * Which of the readings that succeed together notes it on their connection. If all of them did, they would take turns at
 * its row, each with a commit of its own, while their callers wait.
 */
export class SuccessNotes {
  readonly #taken = new Map<string, number>();

  take(connectionId: string, now: number): boolean {
    if (now - (this.#taken.get(connectionId) ?? Number.NEGATIVE_INFINITY) < TURN_MS) return false;
    this.#taken.set(connectionId, now);
    return true;
  }
}
