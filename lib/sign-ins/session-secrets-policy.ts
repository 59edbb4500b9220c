import type { SiteSession, Storages } from '@/lib/browser/session-policy';

/** Shorter values of what scripts cannot read are words such as `true`, which are on every page. */
const SHORTEST_HIDDEN = 8;
const SHORTEST_TOKEN = 16;
/** What is longer holds its tokens as parts. */
const LONGEST = 8_192;

/**
 * The values of a session that must not be shown: what scripts cannot read, and what looks like a token. Pure.
 *
 * Not everything: sites keep the user's name, languages and dates beside their tokens, and a run that extracts a name
 * would bring a blank.
 */
export function secretsOfSession({ cookies, localStorage, sessionStorage }: SiteSession): string[] {
  const found = new Set<string>();
  for (const { value, httpOnly } of cookies) {
    for (const text of [value, decoded(value)]) {
      if (isSecret(text) || (httpOnly && text.length >= SHORTEST_HIDDEN && text.length <= LONGEST))
        found.add(text);
      for (const part of partsOf(text)) if (isSecret(part)) found.add(part);
    }
  }
  for (const text of [...valuesOf(localStorage), ...valuesOf(sessionStorage)]) {
    for (const part of [text, ...partsOf(text)]) if (isSecret(part)) found.add(part);
  }
  return [...found];
}

function isSecret(text: string): boolean {
  if (text.length < SHORTEST_TOKEN || text.length > LONGEST || !/^[\x21-\x7e]+$/.test(text)) return false;
  const isPlain = /^(https?:\/)?\/|^\d{4}-\d\d-\d\dT|@|^[{[]/.test(text);
  return !isPlain && /\d/.test(text) && /[a-z]/i.test(text);
}

/** The texts within a value of JSON's form. */
function partsOf(text: string): string[] {
  if (!/^\s*[{["]/.test(text)) return [];
  try {
    return leavesOf(JSON.parse(text));
  } catch {
    return [];
  }
}

function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leavesOf);
}

function valuesOf(storages: Storages): string[] {
  return Object.values(storages).flatMap((values) => Object.values(values));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
