import { createGuardrails, generate } from 'otplib';
import { Secret } from '@/lib/kernel/secret';
import type { OneTimePassword } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { readSeed } from '@/lib/vault/seed';

/** Real sites hand out 10-byte seeds; otplib refuses those by default (RFC 4226 asks for 16). */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 1 });

/** The code of a seed that is stored here, for the step that `now` (milliseconds) lies in. */
export async function codeFromSeed(stored: Secret, now: number): Promise<OneTimePassword> {
  const seed = readSeed(stored.reveal());
  if (!seed) {
    throw new SecretProviderError('unsupported', 'The authenticator secret of the entry gives no codes.', {
      nextStep: 'Enter the authenticator secret of the site again.',
    });
  }
  const { secret, algorithm, digits, periodSeconds } = seed;
  const step = Math.floor(now / 1000 / periodSeconds);
  const epoch = step * periodSeconds;
  const code = await generate({ secret, algorithm, digits, period: periodSeconds, guardrails, epoch });
  return {
    code: Secret.of(code),
    periodSeconds,
    digits,
    step,
    validUntil: (step + 1) * periodSeconds * 1000,
  };
}
