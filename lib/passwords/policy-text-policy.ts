import { DIGITS, LOWER, UPPER, USABLE_SYMBOLS } from './character-classes';

/** What a site says about passwords in plain words, as far as it is plain. */
export interface StatedPolicy {
  minLength: number | null;
  maxLength: number | null;
  /** At least one character of each. */
  required: readonly string[];
  /** Symbols the text lists as the ones that may be used; null when it lists none. */
  symbols: string | null;
  /** The text forbids everything but letters and digits. */
  onlyLettersAndDigits: boolean;
  /** The longest run of one character. */
  maxConsecutive: number | null;
}

const CHARACTERS =
  '(?:characters?|chars?|letters?|symbols?|zeichen|stellen|caracteres?|caratteri|tekens?|karakters|znak(?:ow|i)?|文字|字符|字元|个字符|位)';
const AT_LEAST =
  '(?:at least|minimum(?: length)?(?: of| is)?|min\\.?|no (?:less|fewer) than|not (?:less|fewer|shorter) than|mindestens|au moins|minimum de|al menos|como minimo|minimo(?: de)?|almeno|pelo menos|no minimo|minimaal|ten minste|minstens|co najmniej|minimum|至少|不少于|最少)';
const AT_MOST =
  '(?:at most|maximum(?: length)?(?: of| is)?|max\\.?|no more than|not (?:more|longer) than|up to|no longer than|hochstens|maximal|au plus|maximum de|como maximo|maximo(?: de)?|al massimo|massimo|no maximo|maximaal|hoogstens|co najwyzej|maksymalnie|最多|不超过)';

const MINIMUM = new RegExp(
  `${AT_LEAST}\\s*(\\d{1,3})\\s*(?:or more )?${CHARACTERS}|(\\d{1,3})\\s*(?:or more|\\+|oder mehr|ou plus|o mas|o piu|ou mais|of meer)\\s*${CHARACTERS}|(\\d{1,3})\\s*${CHARACTERS} (?:or more|or longer|minimum|oder mehr|ou plus|o mas|long)|(\\d{1,3})文字以上|(\\d{1,3})位以上`,
);
const MAXIMUM = new RegExp(
  `${AT_MOST}\\s*(\\d{1,3})\\s*${CHARACTERS}|(\\d{1,3})\\s*${CHARACTERS} (?:or less|or fewer|maximum|at most|max)|(\\d{1,3})文字以内|(\\d{1,3})文字以下`,
);
const RANGE = new RegExp(
  `(\\d{1,3})\\s*(?:-|–|to|and|bis|und|a|et|y|e|en|tot|do|~|〜|～|到|至)\\s*(\\d{1,3})\\s*${CHARACTERS}`,
);

const CLASSES: readonly [string, RegExp][] = [
  [
    UPPER,
    /upper ?-?case|capital letter|grossbuchstabe|majuscule|mayuscula|maiuscol|maiuscula|hoofdletter|wielk(?:a|ie|ich) liter|大文字|大写|大寫/,
  ],
  [
    LOWER,
    /lower ?-?case|small letter|kleinbuchstabe|minuscule|minuscula|minuscol|kleine letter|mal(?:a|e|ych) liter|小文字|小写|小寫/,
  ],
  [
    DIGITS,
    /\bdigits?\b|\bnumbers?\b|\bnumerals?\b|ziffer|\bzahl(?:en)?\b|chiffre|numero|digito|cifra|cijfer|cyfr|数字|數字/,
  ],
  [
    USABLE_SYMBOLS,
    /special (?:character|char|symbol)|\bsymbols?\b|punctuation|non-?alpha-?numeric|sonderzeichen|caracteres? (?:special|especial)|caractere special|simbolo|caratter[ei] special|leestekens?|speciaal teken|speciale tekens|znak(?:i|ow)? specjaln|記号|特殊文字|特殊字符|符号/,
  ],
];
const FORBIDDEN =
  /(?:only|just) (?:letters|alphanumeric)|(?:letters|alphanumerics?) and (?:numbers|digits) only|only contain letters and (?:numbers|digits)|(?:no|not|without|must not|cannot|may not)[^.\n]{0,30}(?:special characters|symbols|punctuation)|alphanumeric (?:characters )?only|nur (?:buchstaben und (?:zahlen|ziffern))|keine sonderzeichen|半角英数字のみ|仅(?:限)?字母和数字/;
const CONSECUTIVE =
  /(?:no|not|more than) (?:more than )?(\d|one|two|three) (?:identical|repeated|repeating|same|consecutive|equal)[^.\n]{0,30}characters?|(\d|one|two|three) (?:identical|repeated|consecutive) characters? (?:in a row|are not|not allowed)/;
const SYMBOL_LIST =
  /(?:special characters?|symbols?|sonderzeichen|caracteres? (?:especiales?|speciaux)|記号|特殊字符)[^\n()[\]{}:]{0,40}([(:[])\s*((?:[^\sa-z0-9]\s*,?\s*){3,40})/;
const NUMBERS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3 };

/** Reads what is plain and leaves the rest: a rejection by the site is learned from, a wrong guess is not noticed. */
export function readPolicyText(text: string): StatedPolicy {
  const plain = plainOf(text);
  const range = RANGE.exec(plain);
  const bounds = range === null ? null : [Number(range[1]), Number(range[2])];
  const consecutive = CONSECUTIVE.exec(plain);
  const word = consecutive?.slice(1).find((group) => group !== undefined);
  const onlyLettersAndDigits = FORBIDDEN.test(plain);
  return {
    minLength: bounds?.[0] ?? numberIn(MINIMUM, plain),
    maxLength: bounds?.[1] ?? numberIn(MAXIMUM, plain),
    required: CLASSES.filter(
      ([set, pattern]) => pattern.test(plain) && !(onlyLettersAndDigits && set === USABLE_SYMBOLS),
    ).map(([set]) => set),
    symbols: listedSymbols(plain),
    onlyLettersAndDigits,
    maxConsecutive: word === undefined ? null : (NUMBERS[word] ?? Number(word)),
  };
}

function numberIn(pattern: RegExp, text: string): number | null {
  const found = pattern
    .exec(text)
    ?.slice(1)
    .find((group) => group !== undefined);
  const number = Number(found);
  // A "minimum of 100 characters" is about something else.
  return found !== undefined && number >= 4 && number <= 128 ? number : null;
}

/** Symbols named in brackets or after a colon, as in "one special character (!@#$%)". */
function listedSymbols(text: string): string | null {
  const [, opening, marks] = SYMBOL_LIST.exec(text) ?? [];
  if (opening === undefined || marks === undefined) return null;
  const list = withoutEnd(opening, marks);
  const symbols = [...USABLE_SYMBOLS].filter((symbol) => symbol !== ',' && list.includes(symbol)).join('');
  return symbols === '' ? null : symbols;
}

/** The bracket that closes the list, or the full stop behind it, is not of the list: a site may refuse it. */
function withoutEnd(opening: string, marks: string): string {
  if (opening === ':') return marks.replace(/\.\s*$/, '');
  const end = marks.lastIndexOf(opening === '(' ? ')' : ']');
  return end === -1 ? marks : marks.slice(0, end);
}

function plainOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss')
    .replace(/[ \t]+/g, ' ');
}
