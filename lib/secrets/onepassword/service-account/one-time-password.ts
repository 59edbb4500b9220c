import { parse as parseOtpauth } from '@otplib/uri';
import { z } from 'zod';
import type { Clock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import type { OneTimePassword } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { SdkItem } from './sdk-item';

const DEFAULT_PERIOD_SECONDS = 30;

const detailsSchema = z.object({ content: z.object({ code: z.string().min(1) }) });

/**
 * Reads the item and takes the code that the SDK computed from it.
 *
 * The SDK does not say to which time step a code belongs. The clock is read before and after: when a step ended in
 * between, the code is thrown away and read once more. The seed, which the SDK hands over as well, goes no further than
 * the period that is read from it here.
 */
export async function readOneTimePasswordOf(
  readItem: () => Promise<SdkItem>,
  clock: Clock,
): Promise<OneTimePassword> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const before = clock.now();
    const { code, periodSeconds } = codeOf(await readItem());
    const step = stepAt(clock.now(), periodSeconds);
    if (step === stepAt(before, periodSeconds)) {
      const validUntil = (step + 1) * periodSeconds * 1000;
      return { code: Secret.of(code), periodSeconds, digits: code.length, step, validUntil };
    }
  }
  throw new SecretProviderError('unavailable', 'Reading the one-time code took longer than it is valid.');
}

function stepAt(milliseconds: number, periodSeconds: number): number {
  return Math.floor(milliseconds / 1000 / periodSeconds);
}

function codeOf(item: SdkItem): { code: string; periodSeconds: number } {
  const field = item.fields.find((candidate) => candidate.fieldType === 'Totp');
  if (!field) {
    throw new SecretProviderError('not_found', 'The item has no one-time password.', {
      nextStep: 'Add a one-time password to the item in 1Password.',
    });
  }
  const details = detailsSchema.safeParse(field.details);
  if (!details.success) {
    throw new SecretProviderError('unsupported', 'The one-time password of the item cannot be computed.', {
      nextStep: 'Set the one-time password up again in 1Password.',
    });
  }
  return { code: details.data.content.code, periodSeconds: periodOf(field.value) };
}

/** A bare seed has the default period; so has an address that only 1Password can read, such as apple-otpauth. */
function periodOf(stored: string): number {
  try {
    return parseOtpauth(stored.trim()).params.period ?? DEFAULT_PERIOD_SECONDS;
  } catch {
    // The parser's error quotes the address, seed included: it ends here.
    return DEFAULT_PERIOD_SECONDS;
  }
}
