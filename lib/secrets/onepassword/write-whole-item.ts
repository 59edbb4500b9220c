import type { Clock } from '@/lib/kernel/clock';
import type { FieldChange, Login } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

export interface ItemAccess<Item> {
  read(): Promise<Item>;
  put(item: Item): Promise<void>;
}

export interface ItemRules<Item> {
  changes: {
    apply(item: Item, change: FieldChange): Item;
    isHeldBy(written: Item, change: FieldChange): boolean;
    isAllThatDiffers(before: Item, after: Item, change: FieldChange): boolean;
  };
  editability(item: Item): Login['editable'];
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;

/**
 * Compare-and-swap over a backend that can only put whole items.
 *
 * Promises: our fields are changed on the version the caller has seen or not at all; after success a second read has
 * shown our values in place and everything else as it was. A conflict of the vault's version, caused by a write to
 * another item, is tried again; a conflict of the item's version is the caller's to resolve.
 */
export async function writeWholeItem<Item extends { version: number }>(
  access: ItemAccess<Item>,
  rules: ItemRules<Item>,
  expectedVersion: number,
  change: FieldChange,
  clock: Clock,
): Promise<{ version: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await access.read();
    if (before.version !== expectedVersion) throw versionMoved();
    const editable = rules.editability(before);
    if (!editable.ok) throw new SecretProviderError('unsupported', editable.reason);
    try {
      await access.put(rules.changes.apply(before, change));
    } catch (error) {
      if (!mayPass(error) || attempt === ATTEMPTS) throw error;
      await clock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
      continue;
    }
    return proveWrite(rules, before, await access.read(), change);
  }
}

function mayPass(error: unknown): boolean {
  return error instanceof SecretProviderError && error.kind === 'conflict' && error.retryable;
}

function proveWrite<Item extends { version: number }>(
  rules: ItemRules<Item>,
  before: Item,
  after: Item,
  change: FieldChange,
): { version: number } {
  const intact = rules.changes.isAllThatDiffers(before, after, change);
  if (intact && rules.changes.isHeldBy(after, change)) return { version: after.version };
  // Somebody wrote between our write and our second look: nothing is lost, but nothing is proven either.
  if (after.version > before.version + 1) throw versionMoved();
  throw new SecretProviderError('lossy', 'Writing changed parts of the item that were not to change.');
}

function versionMoved(): SecretProviderError {
  return new SecretProviderError('conflict', 'The item was changed since it was read.');
}
