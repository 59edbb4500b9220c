import { z } from 'zod';
import type { Clock } from '@/lib/kernel/clock';
import type { OneTimePassword } from '@/lib/secrets/provider';
import { type ComputedCode, readCodeOf } from '../one-time-code';
import type { SdkItem } from './sdk-item';

const detailsSchema = z.object({ content: z.object({ code: z.string().nullish() }) });

/** Reads the item and takes the code that the SDK computed from it. */
export function readOneTimePasswordOf(
  readItem: () => Promise<SdkItem>,
  clock: Clock,
): Promise<OneTimePassword> {
  return readCodeOf(async () => codeOf(await readItem()), clock);
}

function codeOf(item: SdkItem): ComputedCode | undefined {
  const field = item.fields.find((candidate) => candidate.fieldType === 'Totp');
  if (!field) return undefined;
  const details = detailsSchema.safeParse(field.details);
  return { code: (details.success && details.data.content.code) || undefined, stored: field.value };
}
