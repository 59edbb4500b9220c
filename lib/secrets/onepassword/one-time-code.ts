import { parse as parseOtpauth } from '@otplib/uri';
import type { Clock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import type { OneTimePassword } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

export type ComputedCode = {
  /** As 1Password computed it; absent when it could not. */
  code: string | undefined;
} & (
  | {
      /** What the item holds, a bare seed or an `otpauth:` address. It goes no further than the period read from it. */
      stored: string;
    }
  | { periodSeconds: number }
);

const DEFAULT_PERIOD_SECONDS = 30;

/**
 * A live code with the time step that it belongs to, which no backend tells. The clock is read before and after: when
 * a step ended in between, the code is thrown away and read once more. `read` answers undefined when the item has no
 * one-time password.
 */
export async function readCodeOf(
  read: () => Promise<ComputedCode | undefined>,
  /** Of whoever computes the code. */
  clock: Pick<Clock, 'now'>,
): Promise<OneTimePassword> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const before = clock.now();
    const computed = (await read()) ?? refuseWithout();
    const { code } = computed;
    const periodSeconds = 'stored' in computed ? periodOf(computed.stored) : computed.periodSeconds;
    const step = stepAt(clock.now(), periodSeconds);
    if (!code) throw notComputable();
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

/** A bare seed has the default period; so has an address that only 1Password can read, such as apple-otpauth. */
export function periodOf(stored: string): number {
  try {
    return parseOtpauth(stored.trim()).params.period ?? DEFAULT_PERIOD_SECONDS;
  } catch {
    // The parser's error quotes the address, seed included: it ends here.
    return DEFAULT_PERIOD_SECONDS;
  }
}

function refuseWithout(): never {
  throw new SecretProviderError('not_found', 'The item has no one-time password.', {
    nextStep: 'Add a one-time password to the item in 1Password.',
  });
}

function notComputable(): SecretProviderError {
  return new SecretProviderError('unsupported', 'The one-time password of the item cannot be computed.', {
    nextStep: 'Set the one-time password up again in 1Password.',
  });
}
