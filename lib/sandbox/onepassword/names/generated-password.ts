import { randomInt } from 'node:crypto';

export const CHARACTER_SETS = {
  LETTERS: 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ',
  DIGITS: '23456789',
  SYMBOLS: '!@.-_*',
} as const;
export type CharacterSet = keyof typeof CHARACTER_SETS;

export interface GeneratorRecipe {
  length: number;
  sets: CharacterSet[];
  exclude: string;
}

/** A password made "at 1Password". At least one character of each set, as far as the exclusions leave any. */
export function generatedPassword({ length, sets, exclude }: GeneratorRecipe): string {
  const pools = sets
    .map((set) => Array.from(CHARACTER_SETS[set]).filter((one) => !exclude.includes(one)))
    .filter((pool) => pool.length > 0);
  const all = pools.flat();
  if (all.length === 0) return '';
  const characters = Array.from({ length }, (_, place) => pick(pools[place] ?? all));
  for (let place = characters.length - 1; place > 0; place -= 1) {
    const other = randomInt(place + 1);
    [characters[place], characters[other]] = [characters[other] ?? '', characters[place] ?? ''];
  }
  return characters.join('');
}

function pick(pool: readonly string[]): string {
  return pool[randomInt(pool.length)] ?? '';
}
