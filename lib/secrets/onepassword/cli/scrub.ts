import type { Secret } from '@/lib/kernel/secret';

/** Shorter than any real token, so that one cut off by a limit is found as well. */
const TOKEN = /ops_eyJ[A-Za-z0-9+/_-]{20,}={0,3}/g;
const JSON_WEB_TOKEN = /eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?/g;
const HIDDEN = '[secret]';

/** Below this a value is found in any text, and cutting it out would tell more than leaving it. */
const SHORTEST_HIDDEN = 4;

/** Takes out what must not be seen: the values that this call was given, and everything in the shape of a token. */
export function scrub(text: string, secrets: readonly Secret[]): string {
  let scrubbed = text;
  for (const secret of secrets) {
    const value = secret.reveal();
    if (value.length < SHORTEST_HIDDEN) continue;
    // A value inside JSON stands there in JSON's spelling.
    for (const form of new Set([value, JSON.stringify(value).slice(1, -1)])) {
      scrubbed = scrubbed.replaceAll(form, HIDDEN);
    }
  }
  return scrubbed.replace(TOKEN, HIDDEN).replace(JSON_WEB_TOKEN, HIDDEN);
}
