/**
 * Callers who want the same thing at the same time share one piece of work. Its failure is shared with those waiting
 * for that flight only: the next caller starts a new one.
 */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Promise<T>>();

  run(key: string, work: () => Promise<T>): Promise<T> {
    const under = this.#flights.get(key);
    if (under) return under;
    const flight = work().finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }
}
