import { parse as parseOtpUri } from '@otplib/uri';

export interface Seed {
  /** Base32 without padding, of whole bytes. */
  secret: string;
  algorithm: 'sha1' | 'sha256' | 'sha512';
  digits: number;
  periodSeconds: number;
}

const PLAIN = { algorithm: 'sha1', digits: 6, periodSeconds: 30 } as const;
/** At most the 64 bytes that otplib takes, then padding. Anchored and bounded: it is linear, whatever is pasted. */
const SEED = /^([A-Z2-7]{8,103})={0,6}$/;
const MOST_PERIOD_SECONDS = 3_600;

/** Base32 as people paste it (spaces, dashes, lower case, padding), or a whole otpauth URI. Null when it gives no codes. */
export function readSeed(text: string): Seed | null {
  if (!text.startsWith('otpauth://')) return seedOf(text, PLAIN);
  try {
    const { type, params } = parseOtpUri(text);
    if (type !== 'totp') return null;
    return seedOf(params.secret, {
      algorithm: params.algorithm ?? PLAIN.algorithm,
      digits: params.digits ?? PLAIN.digits,
      periodSeconds: params.period ?? PLAIN.periodSeconds,
    });
  } catch {
    // The parser's error quotes the address, seed included: it ends here.
    return null;
  }
}

function seedOf(pasted: string, { algorithm, digits, periodSeconds }: Omit<Seed, 'secret'>): Seed | null {
  const plain = pasted.replace(/[\s-]/g, '').toUpperCase();
  const [, base32 = ''] = SEED.exec(plain) ?? [];
  if (base32 === '') return null;
  if (!['sha1', 'sha256', 'sha512'].includes(algorithm) || ![6, 7, 8].includes(digits)) return null;
  if (!Number.isInteger(periodSeconds) || periodSeconds < 1 || periodSeconds > MOST_PERIOD_SECONDS)
    return null;
  return { secret: ofWholeBytes(base32), algorithm, digits, periodSeconds };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Sites hand out seeds whose last character has bits left over. Authenticators ignore those; otplib refuses the seed. */
function ofWholeBytes(base32: string): string {
  const bytes = Math.floor((base32.length * 5) / 8);
  const characters = Math.ceil((bytes * 8) / 5);
  const spare = characters * 5 - bytes * 8;
  const last = ALPHABET.indexOf(base32.charAt(characters - 1));
  return base32.slice(0, characters - 1) + ALPHABET.charAt((last >> spare) << spare);
}
