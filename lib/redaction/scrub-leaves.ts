/**
 * Walks JSON's types and rewrites every text. A number is hidden when it is a secret as a whole: a one-time code may
 * stand there without quotes, while six digits inside a time stamp are chance.
 */
export function scrubLeaves(value: unknown, scrub: (text: string) => string): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'number') {
    const text = String(value);
    const scrubbed = scrub(text);
    return /^\[[^\]]*\]$/.test(scrubbed) ? scrubbed : value;
  }
  if (Array.isArray(value)) return value.map((element) => scrubLeaves(element, scrub));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [scrub(name), scrubLeaves(member, scrub)]),
  );
}
