import { DIGITS, LOWER, PRINTABLE, SPECIAL, UPPER, union } from './character-classes';

/** What a `passwordrules` text demands, with every class of characters written out. */
export interface PasswordRules {
  /** At least one character of each. */
  required: readonly string[];
  /** All characters that may be used. */
  allowed: string;
  /** The longest run of one character. */
  maxConsecutive: number | null;
  minLength: number | null;
  maxLength: number | null;
}

interface Found {
  required: string[];
  allowed: string[];
  maxConsecutive: number[];
  minLength: number[];
  maxLength: number[];
}

const NAMED: Readonly<Record<string, string>> = {
  upper: UPPER,
  lower: LOWER,
  digit: DIGITS,
  special: SPECIAL,
  'ascii-printable': PRINTABLE,
  // What a site takes beyond ASCII is no use to a generator that stays within it.
  unicode: PRINTABLE,
};

/**
 * Reads the grammar of developer.apple.com/password-rules, as the tools of apple/password-manager-resources do:
 * properties separated by `;`, classes by `,`, custom classes in brackets (of printable ASCII, with `-` only first
 * and `]` only last). Of repeated properties the strictest holds, `required` adds up. Null for a text with an error,
 * for half of a policy would be worse than none.
 */
export function parsePasswordRules(text: string): PasswordRules | null {
  const scanner = new Scanner(text);
  const found: Found = { required: [], allowed: [], maxConsecutive: [], minLength: [], maxLength: [] };
  for (;;) {
    scanner.skip(/[ \t\n\r\f;]*/y);
    if (scanner.atEnd) return rulesOf(found);
    if (!readProperty(scanner, found)) return null;
    scanner.skip(/[ \t\n\r\f]*/y);
    if (!scanner.atEnd && scanner.take(/;/y) === null) return null;
  }
}

function readProperty(scanner: Scanner, found: Found): boolean {
  const name = scanner.take(/[A-Za-z-]+/y)?.toLowerCase();
  if (scanner.take(/:/y) === null) return false;
  scanner.skip(/[ \t\n\r\f]*/y);
  // A property without a value says nothing, which is no error.
  const empty = scanner.atEnd || scanner.sees(';');
  switch (name) {
    case 'required':
    case 'allowed': {
      if (empty) return true;
      const classes = readClasses(scanner);
      if (classes === null) return false;
      const set = union(...classes);
      if (set !== '') found[name].push(set);
      return true;
    }
    case 'minlength':
      return empty || readNumber(scanner, found.minLength);
    case 'maxlength':
      return empty || readNumber(scanner, found.maxLength);
    case 'max-consecutive':
      return empty || readNumber(scanner, found.maxConsecutive);
    default:
      return false;
  }
}

function readClasses(scanner: Scanner): string[] | null {
  const classes: string[] = [];
  for (;;) {
    const custom = readCustomClass(scanner);
    const named = custom === null ? NAMED[scanner.take(/[A-Za-z-]+/y)?.toLowerCase() ?? ''] : undefined;
    if (custom === null && named === undefined) return null;
    classes.push(custom ?? named ?? '');
    scanner.skip(/[ \t\n\r\f]*/y);
    if (scanner.take(/,/y) === null) return classes;
    scanner.skip(/[ \t\n\r\f]*/y);
  }
}

/** `[abc]`; `[]]` and `[abc]]` hold the closing bracket as well. Null where no class begins or it does not end. */
function readCustomClass(scanner: Scanner): string | null {
  const text = scanner.take(/\[[^\]]*\]\]?/y);
  if (text === null) return null;
  const inner = [...text.slice(1, -1)];
  return inner
    .filter((character, place) => PRINTABLE.includes(character) && (character !== '-' || place === 0))
    .join('');
}

function readNumber(scanner: Scanner, into: number[]): boolean {
  const digits = scanner.take(/\d{1,6}/y);
  if (digits === null) return false;
  into.push(Number(digits));
  return true;
}

function rulesOf(found: Found): PasswordRules {
  const listed = union(...found.allowed, ...found.required);
  return {
    required: found.required,
    // Without `allowed`, what is required is all that is allowed; without either, everything is.
    allowed: listed === '' ? PRINTABLE : listed,
    maxConsecutive: smallest(found.maxConsecutive),
    minLength: found.minLength.length > 0 ? Math.max(...found.minLength) : null,
    maxLength: smallest(found.maxLength),
  };
}

function smallest(numbers: readonly number[]): number | null {
  return numbers.length > 0 ? Math.min(...numbers) : null;
}

/** Moves through a text by patterns that stick to the present place. */
class Scanner {
  readonly #text: string;
  #place = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#place >= this.#text.length;
  }

  sees(character: string): boolean {
    return this.#text[this.#place] === character;
  }

  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#place;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#place += found.length;
    return found;
  }

  skip(pattern: RegExp): void {
    this.take(pattern);
  }
}
