/** Printable ASCII, the only characters that every form, database and keyboard agrees on. */
export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const LOWER = 'abcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';
export const SPECIAL = ' !"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
export const PRINTABLE = UPPER + LOWER + DIGITS + SPECIAL;

/** Unlikely to be changed, cut or misread on the way through a form, a URL or a shell. */
export const SAFE_SYMBOLS = '-_.!';

/**
 * Symbols in the order in which they are taken when a site wants others than the safe ones. Blanks are trimmed by
 * some sites; quotes, angle brackets, ampersands and backslashes are escaped by others.
 */
export const USABLE_SYMBOLS = '-_.!@#$%*+=?^~:,;|()[]{}/';

export function intersection(left: string, right: string): string {
  return [...left].filter((character) => right.includes(character)).join('');
}

export function union(...sets: readonly string[]): string {
  return [...new Set(sets.join(''))].join('');
}

export function without(set: string, unwanted: string): string {
  return [...set].filter((character) => !unwanted.includes(character)).join('');
}
