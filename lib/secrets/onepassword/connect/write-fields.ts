import type { Clock } from '@/lib/kernel/clock';
import type { FieldChange, Login } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { writeWholeItem } from '../write-whole-item';
import type { ConnectItem } from './connect-item';
import { connectItemChanges, type PatchOperation, patchBetween } from './item-patch';

export interface PatchAccess {
  read(): Promise<ConnectItem>;
  patch(operations: readonly PatchOperation[]): Promise<void>;
}

/** A server's own copy of the vaults may trail behind what it has written. */
const PAUSES_MS = [100, 200, 300, 400, 500];

/**
 * Compare-and-swap over an API that has none: it takes no version, so the version is compared before and counted after.
 *
 * Guaranteed: nothing is written when the version differs at the read before; only our fields are named in the write,
 * so a change that others make to the rest survives; success means that a read after it showed the next version, our
 * values, and everything else as it was.
 * Not guaranteed: between that read and the write, milliseconds apart, somebody may change the same field, and is
 * overwritten. It is noticed, because the version then rises by more than one, and reported as `conflict`; what was
 * overwritten is in the item history. After `timeout` or `unavailable` it is not known whether the write took effect.
 */
export function writeFieldsOf(
  access: PatchAccess,
  expectedVersion: number,
  change: FieldChange,
  clock: Clock,
): Promise<{ version: number }> {
  let present: ConnectItem | undefined;
  let proof: ConnectItem | undefined;
  const read = async () => {
    present = proof ?? (await access.read());
    proof = undefined;
    return present;
  };
  const put = async (wanted: ConnectItem) => {
    const operations = present ? patchBetween(present, wanted) : [];
    if (!present || operations.length === 0) return;
    await access.patch(operations);
    proof = await afterWrite(access, present, change, clock);
  };
  const rules = { changes: connectItemChanges, editability: (): Login['editable'] => ({ ok: true }) };
  return writeWholeItem({ read, put }, rules, expectedVersion, change, clock);
}

async function afterWrite(
  access: PatchAccess,
  before: ConnectItem,
  change: FieldChange,
  clock: Clock,
): Promise<ConnectItem> {
  for (const pause of [0, ...PAUSES_MS]) {
    if (pause > 0) await clock.sleep(pause);
    const item = await access.read();
    if (item.version > before.version + 1) {
      throw new SecretProviderError('conflict', 'Somebody else changed the item at the same time.');
    }
    // A server may keep the version of an item to which nothing new was written.
    if (item.version > before.version || connectItemChanges.isHeldBy(item, change)) return item;
  }
  throw new SecretProviderError('unavailable', 'The Connect server did not show the write in time.', {
    nextStep: 'Read the item again before the next write: the change may still arrive.',
  });
}
