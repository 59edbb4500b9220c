import { randomInt } from 'node:crypto';

const MAX_LENGTH = 40;

/** The name as part of an address: `Acme & Söhne` becomes `acme-sohne`; a name without Latin letters `workspace`. */
export function slugBase(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, '');
  return slug || 'workspace';
}

/** A number is added only when the plain form is taken. It is random: a count would tell how many others there are. */
export function freeSlug(base: string, taken: ReadonlySet<string>): string {
  let slug = base;
  while (taken.has(slug)) slug = `${base}-${randomInt(1000, 1_000_000)}`;
  return slug;
}
