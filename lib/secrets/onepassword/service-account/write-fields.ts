import type { Clock } from '@/lib/kernel/clock';
import type { FieldChange } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { applyChange, holdsChange, sameApartFromOurs } from './item-change';
import { editability } from './map-item';
import type { SdkItem } from './sdk-item';

export interface ItemAccess {
  read(): Promise<SdkItem>;
  put(item: SdkItem): Promise<void>;
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;

/**
 * Compare-and-swap over an SDK that can only put whole items.
 *
 * Promises: our fields are changed on the version the caller has seen or not at all; after success a second read has
 * shown our values in place and everything else as it was. A conflict of the vault's version, caused by a write to
 * another item, is tried again; a conflict of the item's version is the caller's to resolve.
 */
export async function writeFieldsOf(
  access: ItemAccess,
  expectedVersion: number,
  change: FieldChange,
  clock: Clock,
): Promise<{ version: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await access.read();
    if (before.version !== expectedVersion) throw versionMoved();
    const editable = editability(before);
    if (!editable.ok) throw new SecretProviderError('unsupported', editable.reason);
    try {
      await access.put(applyChange(before, change));
    } catch (error) {
      if (!(error instanceof SecretProviderError) || error.kind !== 'conflict' || attempt === ATTEMPTS)
        throw error;
      await clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
      continue;
    }
    return proveWrite(before, await access.read(), change);
  }
}

function proveWrite(before: SdkItem, after: SdkItem, change: FieldChange): { version: number } {
  const intact = sameApartFromOurs(before, after, change);
  if (intact && holdsChange(after, change)) return { version: after.version };
  // Somebody wrote between our write and our second look: nothing is lost, but nothing is proven either.
  if (after.version > before.version + 1) throw versionMoved();
  throw new SecretProviderError('unsupported', 'Writing changed parts of the item that were not to change.', {
    nextStep:
      'Restore the previous version in the item history of 1Password, and change this item by hand only.',
  });
}

function versionMoved(): SecretProviderError {
  return new SecretProviderError('conflict', 'The item was changed since it was read.');
}
