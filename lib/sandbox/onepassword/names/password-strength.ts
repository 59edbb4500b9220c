const CLASSES: ReadonlyArray<readonly [RegExp, number]> = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/\d/, 10],
  [/[^a-zA-Z\d]/, 33],
];
const STRENGTHS = ['TERRIBLE', 'WEAK', 'FAIR', 'GOOD', 'VERY_GOOD', 'EXCELLENT', 'FANTASTIC'];
const BITS_PER_STRENGTH = 15;

/** Bits, estimated by length and kinds of characters. How 1Password computes its figure is not published. */
export function entropyOf(password: string): number {
  const alphabet = CLASSES.reduce(
    (size, [pattern, members]) => size + (pattern.test(password) ? members : 0),
    0,
  );
  return alphabet === 0 ? 0 : Array.from(password).length * Math.log2(alphabet);
}

export function strengthOf(password: string): string {
  const step = Math.floor(entropyOf(password) / BITS_PER_STRENGTH);
  return STRENGTHS[Math.min(step, STRENGTHS.length - 1)] ?? 'TERRIBLE';
}
