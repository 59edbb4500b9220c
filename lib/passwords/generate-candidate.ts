import { createContext, Script } from 'node:vm';
import { Secret } from '@/lib/kernel/secret';
import type { CandidatePolicy } from './candidate-policy';
import { DIGITS, intersection, LOWER, UPPER, USABLE_SYMBOLS, union } from './character-classes';

/** Cryptographically strong random bytes, such as `randomBytes` of node:crypto. */
export type RandomBytes = (size: number) => Uint8Array;

export type GeneratedCandidate = { ok: true; password: Secret; bits: number } | { ok: false; reason: string };

const LEAST_BITS = 96;
const USUAL_LENGTH = 24;
const LONGEST = 128;
const MOST_TRIES = 4_000;
const PATTERN_SAMPLES = 48;
/** A page's pattern may be built to run for years. */
const PATTERN_MILLISECONDS = 250;

/**
 * Draws a password that fits a policy: every character from the source of randomness without bias, whole passwords
 * thrown away until one fits, so that all that fit are equally likely.
 *
 * Refuses with the reason when no password that fits has 96 bits. The bits given are a lower bound: what the demands
 * on characters and runs leave out is counted, for a pattern it is measured on a sample and halved.
 */
export function generateCandidate(random: RandomBytes, policy: CandidatePolicy): GeneratedCandidate {
  const first = generateWith(random, policy);
  if (first.ok || policy.pattern === null) return first;
  // A pattern says by itself which characters it takes; without symbols and with all of them are the usual two.
  const letters = intersection(policy.alphabet, UPPER + LOWER + DIGITS);
  for (const alphabet of [letters, union(letters, USABLE_SYMBOLS)]) {
    const required = policy.required.map((set) => intersection(set, alphabet)).filter((set) => set !== '');
    const next = generateWith(random, { ...policy, alphabet, required });
    if (next.ok) return next;
  }
  return first;
}

function generateWith(random: RandomBytes, policy: CandidatePolicy): GeneratedCandidate {
  if (policy.alphabet.length < 2) return refuse('the site takes fewer than two characters');
  const length = lengthFor(policy);
  if (length === null)
    return refuse(
      `the site takes at most ${policy.maxLength} characters and wants at least ${policy.minLength}`,
    );
  if (length < policy.required.length)
    return refuse('the site demands more kinds of characters than it takes characters');
  const places = placesOf(policy.alphabet, length);
  const bits = bitsOf(places, policy);
  if (bits < LEAST_BITS) {
    return refuse(
      `a password of ${length} characters out of ${policy.alphabet.length} has ${Math.max(0, Math.floor(bits))} bits, and ${LEAST_BITS} are needed`,
    );
  }
  if (policy.pattern === null) return drawOne(random, places, policy, bits);
  return drawByPattern(random, places, { ...policy, pattern: policy.pattern }, bits);
}

function refuse(reason: string): GeneratedCandidate {
  return { ok: false, reason };
}

/** As long as usual, within what the site takes; a short alphabet gets a longer password. */
function lengthFor(policy: CandidatePolicy): number | null {
  const most = Math.min(policy.maxLength ?? LONGEST, LONGEST);
  if (policy.minLength > most) return null;
  const enough = Math.ceil((LEAST_BITS + 16) / Math.log2(Math.max(policy.alphabet.length, 2)));
  return Math.min(Math.max(USUAL_LENGTH, enough, policy.minLength), most);
}

/** The characters each place may have. First and last are letters or digits: sites trim, and some want it so. */
function placesOf(alphabet: string, length: number): string[] {
  const plain = intersection(alphabet, UPPER + LOWER + DIGITS);
  const edge = plain.length >= alphabet.length / 2 ? plain : alphabet;
  return Array.from({ length }, (_, place) => (place === 0 || place === length - 1 ? edge : alphabet));
}

/** log2 of how many passwords fit, by inclusion and exclusion over the classes that might be missing. */
function bitsOf(places: readonly string[], policy: CandidatePolicy): number {
  const all = places.reduce((sum, set) => sum + Math.log2(set.length), 0);
  let share = 0;
  for (let subset = 0; subset < 2 ** policy.required.length; subset += 1) {
    const missing = policy.required.filter((_, place) => (subset >> place) % 2 === 1);
    const left = places.reduce((product, set) => {
      const kept = [...set].filter((character) => !missing.some((required) => required.includes(character)));
      return product * (kept.length / set.length);
    }, 1);
    share += missing.length % 2 === 0 ? left : -left;
  }
  const smallest = Math.min(...places.map((set) => set.length));
  // The chance of a forbidden run is at most that of one at each place it could begin.
  const runs = policy.maxConsecutive === null ? 0 : places.length * smallest ** -policy.maxConsecutive;
  const fitting = share - runs;
  return fitting <= 0 ? 0 : all + Math.log2(fitting);
}

function drawOne(
  random: RandomBytes,
  places: readonly string[],
  policy: CandidatePolicy,
  bits: number,
): GeneratedCandidate {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const text = draw(random, places);
    if (fits(text, policy)) return { ok: true, password: Secret.of(text), bits: Math.floor(bits) };
  }
  return refuse('no password was found that fits the rules of the site');
}

function drawByPattern(
  random: RandomBytes,
  places: readonly string[],
  policy: CandidatePolicy & { pattern: string },
  bits: number,
): GeneratedCandidate {
  const drawn: string[] = [];
  for (let attempt = 0; attempt < MOST_TRIES && drawn.length < PATTERN_SAMPLES; attempt += 1) {
    const text = draw(random, places);
    if (fits(text, policy)) drawn.push(text);
  }
  const fitting = fittingPattern(policy.pattern, drawn);
  // An expression that cannot be read is no rule: the browser ignores it as well.
  if (fitting === 'unreadable') return drawOne(random, places, { ...policy, pattern: null }, bits);
  if (fitting === 'too slow') return refuse('the pattern of the form takes too long to check');
  const [text] = fitting;
  if (text === undefined) return refuse('no password was found that fits the pattern of the form');
  const left = bits + Math.log2(fitting.length / PATTERN_SAMPLES / 2);
  if (left < LEAST_BITS)
    return refuse(`the pattern of the form leaves ${Math.floor(left)} bits, and ${LEAST_BITS} are needed`);
  return { ok: true, password: Secret.of(text), bits: Math.floor(left) };
}

function draw(random: RandomBytes, places: readonly string[]): string {
  return places.map((set) => set[below(random, set.length)] ?? '').join('');
}

/** An even choice among `count` (at most 256): bytes from the uneven rest are thrown away. */
function below(random: RandomBytes, count: number): number {
  const even = 256 - (256 % count);
  for (;;) {
    for (const byte of random(4)) if (byte < even) return byte % count;
  }
}

function fits(text: string, policy: CandidatePolicy): boolean {
  const complete = policy.required.every((set) => [...text].some((character) => set.includes(character)));
  return complete && (policy.maxConsecutive === null || longestRun(text) <= policy.maxConsecutive);
}

function longestRun(text: string): number {
  let [longest, run] = [0, 0];
  for (let place = 0; place < text.length; place += 1) {
    run = text[place] === text[place - 1] ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** As the HTML standard says: the whole value, with the `v` flag where that is known. */
function fittingPattern(pattern: string, texts: readonly string[]): string[] | 'unreadable' | 'too slow' {
  const expression = readPattern(pattern);
  if (expression === null) return 'unreadable';
  const sandbox = createContext({ expression, texts, fitting: [] as string[] });
  try {
    new Script('fitting = texts.filter((text) => expression.test(text))').runInContext(sandbox, {
      timeout: PATTERN_MILLISECONDS,
    });
  } catch {
    return 'too slow';
  }
  const { fitting } = sandbox;
  return texts.filter((text) => Array.isArray(fitting) && fitting.includes(text));
}

function readPattern(pattern: string): RegExp | null {
  for (const flag of ['v', 'u', '']) {
    try {
      return new RegExp(`^(?:${pattern})$`, flag);
    } catch {
      // Patterns that older browsers took may not be readable with the stricter flags.
    }
  }
  return null;
}
