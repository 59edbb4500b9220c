/** Evidence arrives from a callback that cannot wait; whatever keeps it has to be written in order. */
export class NoteQueue {
  #tail: Promise<void> = Promise.resolve();

  constructor(private readonly write: (text: string) => Promise<void>) {}

  add(text: string): void {
    this.#tail = this.#tail.then(() => this.write(text));
    // Reported by `written`; without this the rejection would count as unhandled meanwhile.
    this.#tail.catch(() => undefined);
  }

  written(): Promise<void> {
    return this.#tail;
  }
}
