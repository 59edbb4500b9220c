/**
 * One write at a time per vault: every write to an item moves the version of its whole vault, and a second one that
 * has seen the old version is refused (1Password/onepassword-sdk-js issue 151). Vaults do not wait for each other.
 */
export class WriteLanes {
  readonly #last = new Map<string, Promise<unknown>>();

  run<T>(vaultId: string, write: () => Promise<T>): Promise<T> {
    const before = this.#last.get(vaultId) ?? Promise.resolve();
    const mine = before.then(write, write);
    this.#last.set(vaultId, mine);
    const forget = () => {
      if (this.#last.get(vaultId) === mine) this.#last.delete(vaultId);
    };
    mine.then(forget, forget);
    return mine;
  }
}
