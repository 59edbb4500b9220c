import {
  DIGITS,
  intersection,
  LOWER,
  PRINTABLE,
  SAFE_SYMBOLS,
  UPPER,
  USABLE_SYMBOLS,
  union,
  without,
} from './character-classes';
import { type PasswordRules, parsePasswordRules } from './password-rules';
import { readPolicyText, type StatedPolicy } from './policy-text-policy';

/** All that is known about the passwords a site takes. Any part may be missing. */
export interface PolicySources {
  /** From the site's recipe; goes before everything a site says. */
  recipeRules?: string | null;
  /** From the operator's quirks file. */
  quirkRules?: string | null;
  /** From the form: its attributes, and the visible text around the fields. */
  form?: {
    minLength: number | null;
    maxLength: number | null;
    pattern: string | null;
    passwordRules: string | null;
    policyText: string | null;
  } | null;
  /** The site's own words when it refused earlier candidates, oldest first. */
  rejections?: readonly string[];
  /** An earlier candidate was cut to so many characters. */
  truncatedTo?: number | null;
}

/** What a candidate has to be. */
export interface CandidatePolicy {
  alphabet: string;
  /** At least one character of each. */
  required: readonly string[];
  minLength: number;
  maxLength: number | null;
  maxConsecutive: number | null;
  /** The form's `pattern`: a JavaScript expression that has to fit as a whole. */
  pattern: string | null;
}

const ALPHANUMERIC = UPPER + LOWER + DIGITS;
/** Without any policy: letters, digits and symbols that no form is known to change. */
const DEFAULT_ALPHABET = ALPHANUMERIC + SAFE_SYMBOLS;
const DEFAULT_REQUIRED = [UPPER, LOWER, DIGITS, SAFE_SYMBOLS];

/**
 * Merges what is known. Formal rules (recipe, then quirks, then the form's attribute) decide on characters; lengths
 * are the narrowest of all; text and learned rejections add what they demand. Where rules allow it, a candidate has
 * characters of all four kinds whether or not anyone asks for it, because sites that demand them often do not say so.
 */
export function candidatePolicy(sources: PolicySources): CandidatePolicy {
  const { form } = sources;
  const rules = firstReadable([sources.recipeRules, sources.quirkRules, form?.passwordRules]);
  const stated = [form?.policyText ?? '', ...(sources.rejections ?? [])]
    .filter((text) => text !== '')
    .map(readPolicyText);
  const symbols = symbolsOf(rules, stated);
  const alphabet = union(intersection(ALPHANUMERIC, rules?.allowed ?? PRINTABLE), symbols);
  const demanded = [
    ...(rules?.required ?? []),
    ...stated.flatMap(({ required }) => required),
    ...DEFAULT_REQUIRED,
  ];
  return {
    alphabet: usable(alphabet, rules),
    required: distinct(demanded.map((set) => intersection(set, alphabet)).filter((set) => set !== '')),
    minLength: Math.max(
      0,
      ...present([rules?.minLength, form?.minLength, ...stated.map(({ minLength }) => minLength)]),
    ),
    maxLength: least([
      rules?.maxLength,
      form?.maxLength,
      sources.truncatedTo,
      ...stated.map(({ maxLength }) => maxLength),
    ]),
    maxConsecutive: least([rules?.maxConsecutive, ...stated.map(({ maxConsecutive }) => maxConsecutive)]),
    pattern: form?.pattern ?? null,
  };
}

function firstReadable(texts: readonly (string | null | undefined)[]): PasswordRules | null {
  for (const text of texts) {
    const rules = text === null || text === undefined || text === '' ? null : parsePasswordRules(text);
    if (rules !== null) return rules;
  }
  return null;
}

/** The safe symbols where they will do, else those that are demanded or listed. The last words heard count most. */
function symbolsOf(rules: PasswordRules | null, stated: readonly StatedPolicy[]): string {
  if (stated.some(({ onlyLettersAndDigits }) => onlyLettersAndDigits)) return '';
  const listed = stated.findLast(({ symbols }) => symbols !== null)?.symbols;
  const allowed = intersection(listed ?? USABLE_SYMBOLS, rules?.allowed ?? PRINTABLE);
  const safe = intersection(SAFE_SYMBOLS, allowed);
  const missed = (rules?.required ?? [])
    .filter((set) => intersection(set, ALPHANUMERIC + safe) === '')
    .map((set) => intersection(USABLE_SYMBOLS, set) || set.slice(0, 1));
  return union(safe === '' ? allowed : safe, ...missed);
}

/** A site that allows neither letters nor digits gets what it allows. */
function usable(alphabet: string, rules: PasswordRules | null): string {
  return alphabet === '' ? without(rules?.allowed ?? DEFAULT_ALPHABET, ' ') : alphabet;
}

function distinct(sets: readonly string[]): string[] {
  return [...new Map(sets.map((set) => [[...set].sort().join(''), set])).values()];
}

function present(numbers: readonly (number | null | undefined)[]): number[] {
  return numbers.filter((number) => number !== null && number !== undefined);
}

function least(numbers: readonly (number | null | undefined)[]): number | null {
  const known = present(numbers);
  return known.length > 0 ? Math.min(...known) : null;
}
