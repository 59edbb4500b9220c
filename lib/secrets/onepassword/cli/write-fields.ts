import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import type { FieldChange } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { writeWholeItem } from '../write-whole-item';
import { editabilityOf } from './op-editability';
import type { OpItem } from './op-item';
import { opItemChanges } from './op-item-change';

export interface OpItemAccess {
  read(): Promise<OpItem>;
  /** Answers with the version that the write made. */
  edit(item: OpItem, secrets: readonly Secret[]): Promise<number>;
}

/**
 * The command replaces an item by a template and takes no version along: between our read and its own there is a
 * moment in which somebody else's change is overwritten. It cannot be prevented, but the version that comes back shows
 * it, and then it is said.
 */
export function writeFieldsOf(
  access: OpItemAccess,
  expectedVersion: number,
  change: FieldChange,
  options: { itemsHaveNoPasskeys: boolean; clock: Clock },
): Promise<{ version: number }> {
  const secrets = [change.password, change.pendingPassword].filter((secret) => secret != null);
  const put = async (item: OpItem) => {
    const written = await access.edit(item, secrets);
    if (written > expectedVersion + 1) throw overwritten();
  };
  const rules = {
    changes: opItemChanges,
    editability: (item: OpItem) => editabilityOf(item, options.itemsHaveNoPasskeys),
  };
  return writeWholeItem({ read: access.read, put }, rules, expectedVersion, change, options.clock);
}

function overwritten(): SecretProviderError {
  return new SecretProviderError(
    'conflict',
    'Somebody else changed the item in the moment of the write, and that change may be lost.',
    {
      nextStep: 'Compare the latest versions in the item history of 1Password and repeat what is missing.',
      retryable: false,
    },
  );
}
