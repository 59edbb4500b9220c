import type { Clock } from '@/lib/kernel/clock';
import type { FieldChange } from '@/lib/secrets/provider';
import { type ItemAccess, writeWholeItem } from '../write-whole-item';
import { sdkItemChanges } from './item-change';
import { editability } from './map-item';
import type { SdkItem } from './sdk-item';

const RULES = { changes: sdkItemChanges, editability };

/** The SDK refuses a put of a version that is not the latest, so what was read is what is replaced. */
export function writeFieldsOf(
  access: ItemAccess<SdkItem>,
  expectedVersion: number,
  change: FieldChange,
  clock: Clock,
): Promise<{ version: number }> {
  return writeWholeItem(access, RULES, expectedVersion, change, clock);
}
