import { generateSync } from 'otplib';

/** The code that the item's owner would read off an app now; undefined for a seed that is none. */
export function oneTimeCode(seed: string, atMs: number): string | undefined {
  try {
    return generateSync({ ...parameters(seed), epoch: Math.floor(atMs / 1000) });
  } catch {
    return undefined;
  }
}

function parameters(seed: string) {
  if (!seed.startsWith('otpauth://')) return { secret: clean(seed) };
  const query = new URL(seed).searchParams;
  const algorithm = algorithmOf(query.get('algorithm') ?? 'SHA1');
  const digits = digitsOf(Number(query.get('digits') ?? 6));
  return {
    secret: clean(query.get('secret') ?? ''),
    algorithm,
    digits,
    period: Number(query.get('period') ?? 30),
  };
}

function clean(secret: string): string {
  return secret.replaceAll(' ', '').toUpperCase();
}

function algorithmOf(name: string) {
  switch (name.toUpperCase()) {
    case 'SHA256':
      return 'sha256' as const;
    case 'SHA512':
      return 'sha512' as const;
    default:
      return 'sha1' as const;
  }
}

function digitsOf(digits: number): 6 | 7 | 8 {
  return digits === 8 ? 8 : digits === 7 ? 7 : 6;
}
