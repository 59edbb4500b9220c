import type { Secret } from '@/lib/kernel/secret';
import { prepareToOpen, secretOf } from './open';
import type { DataPurpose, SealedColumn } from './purpose';
import type { SealContext } from './seal';
import type { WorkspaceKeyring } from './workspace-keyring';

const CAPACITY = 1_000;

/**
 * `openSecret` for the few values that are opened with every request. Deriving the key of a record takes longer than
 * opening it, so that is done once; the value stays sealed in between.
 *
 * Promise: what was prepared opens the very bytes it was prepared for, of that row of that workspace. For any others it
 * is prepared anew, and refused like by `openSecret`.
 */
export class PreparedSecrets<P extends DataPurpose> {
  readonly #prepared = new Map<string, { blob: Uint8Array; open: () => Buffer }>();

  open(keyring: WorkspaceKeyring, context: SealContext<P>, blob: SealedColumn<P>): Secret {
    const name = `${keyring.workspaceId} ${context.rowId}`;
    let prepared = this.#prepared.get(name);
    if (prepared === undefined || !Buffer.from(blob).equals(prepared.blob)) {
      prepared = { blob, open: prepareToOpen(keyring, context, blob) };
      this.#keep(name, prepared);
    }
    return secretOf(prepared.open());
  }

  /** The one that was prepared longest ago makes room: a Map keeps the order of insertion. */
  #keep(name: string, prepared: { blob: Uint8Array; open: () => Buffer }): void {
    this.#prepared.delete(name);
    this.#prepared.set(name, prepared);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > CAPACITY && oldest !== undefined) this.#prepared.delete(oldest);
  }
}
