import { parse as parseOtpUri } from '@otplib/uri';
import { createGuardrails, generate } from 'otplib';
import { Secret } from '@/lib/kernel/secret';
import type { OneTimePassword } from '@/lib/secrets/provider';

/** Real sites hand out 10-byte seeds; otplib refuses those by default (RFC 4226 asks for 16). */
const guardrails = createGuardrails({ MIN_SECRET_BYTES: 1 });

/** The code of a seed that is stored here, for the step that `now` (milliseconds) lies in. */
export async function codeFromSeed(seed: Secret, now: number): Promise<OneTimePassword> {
  const { secret, algorithm, digits, period } = readSeed(seed.reveal());
  const step = Math.floor(now / 1000 / period);
  const code = await generate({ secret, algorithm, digits, period, guardrails, epoch: step * period });
  return {
    code: Secret.of(code),
    periodSeconds: period,
    digits,
    step,
    validUntil: (step + 1) * period * 1000,
  };
}

function readSeed(text: string) {
  const plain = { algorithm: 'sha1', digits: 6, period: 30 } as const;
  if (!text.startsWith('otpauth://')) return { secret: base32(text), ...plain };
  const { params } = parseOtpUri(text);
  return {
    secret: base32(params.secret),
    algorithm: params.algorithm ?? plain.algorithm,
    digits: params.digits ?? plain.digits,
    period: params.period ?? plain.period,
  };
}

/** People paste seeds with spaces, dashes, lower case and padding. */
function base32(text: string): string {
  return text.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
}
