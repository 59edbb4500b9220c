import type { Secret } from '@/lib/kernel/secret';

const HIDDEN = '[secret]';

/**
 * Below four characters a value is found in nearly every text by chance, so looking for it would blank whole pages
 * and refuse every screenshot while hiding nothing that could not be guessed.
 */
const SHORTEST = 4;

/**
 * The live secrets of one run, for finding them in text that is about to leave.
 *
 * Promise: a secret is found in plain form and in the encodings text meets on its way (URL, form body, JSON, HTML,
 * base64, hex). It never prints or returns a secret. Comparing happens here, in Node: handing the values to a page
 * for comparing would be the leak it is meant to prevent.
 */
export class SecretSet {
  readonly #variants = new Set<string>();
  #pattern: RegExp | null = null;

  static of(...secrets: Secret[]): SecretSet {
    const set = new SecretSet();
    for (const secret of secrets) set.add(secret);
    return set;
  }

  add(secret: Secret): void {
    const value = secret.reveal();
    if (value.length < SHORTEST) return;
    for (const variant of variantsOf(value)) {
      if (variant.length >= SHORTEST) this.#variants.add(variant);
    }
    this.#pattern = null;
  }

  appearsIn(text: string): boolean {
    for (const variant of this.#variants) if (text.includes(variant)) return true;
    return false;
  }

  scrub(text: string): string {
    if (this.#variants.size === 0) return text;
    this.#pattern ??= patternOf(this.#variants);
    return text.replace(this.#pattern, HIDDEN);
  }
}

/** Longest first: the base64 form of a value can begin with the base64 form of a shorter one. */
function patternOf(variants: ReadonlySet<string>): RegExp {
  const longestFirst = [...variants].sort((left, right) => right.length - left.length);
  return new RegExp(
    longestFirst.map((variant) => variant.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'),
    'g',
  );
}

function variantsOf(value: string): Set<string> {
  const bytes = Buffer.from(value, 'utf8');
  return new Set([
    value,
    value.normalize('NFC'),
    value.normalize('NFD'),
    ...bothCasesOfEscapes(percentForms(value)),
    ...jsonForms(value),
    ...htmlForms(value),
    ...base64Forms(bytes),
    ...base64Forms(Buffer.from(value, 'utf16le')),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    Buffer.from(value, 'utf16le').toString('hex'),
    Buffer.from(value, 'utf16le').toString('hex').toUpperCase(),
  ]);
}

/** `encodeURIComponent` leaves `!'()*` alone, form encoding (URLSearchParams) does not; blanks are %20 or +. */
function percentForms(value: string): string[] {
  // The round trip replaces lone surrogates, which `encodeURIComponent` throws on.
  const component = encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'));
  const form = new URLSearchParams({ v: value }).toString().slice('v='.length);
  const everyByte = Buffer.from(value, 'utf8').toString('hex').toUpperCase().replace(/../g, '%$&');
  return [component, component.replaceAll('%20', '+'), form, form.replaceAll('+', '%20'), everyByte];
}

function bothCasesOfEscapes(forms: readonly string[]): string[] {
  return forms.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

/** Serialisers differ in whether `/`, `<` and non-ASCII characters are escaped. */
function jsonForms(value: string): string[] {
  const plain = JSON.stringify(value).slice(1, -1);
  const ascii = plain.replace(/[^\x20-\x7e]/g, unicodeEscape);
  const forScript = plain.replace(/[<>&'\u2028\u2029]/g, unicodeEscape);
  const escaped = [ascii, forScript];
  const upper = escaped.map((form) =>
    form.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`),
  );
  return [plain, plain.replaceAll('/', '\\/'), ...escaped, ...upper];
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function htmlForms(value: string): string[] {
  const base = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const numeric = value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  const apostrophes = ["'", '&#39;', '&#039;', '&#x27;', '&apos;'];
  const quotes = ['"', '&quot;', '&#34;', '&#x22;'];
  return [
    numeric,
    ...apostrophes.flatMap((apostrophe) =>
      quotes.map((quote) => base.replaceAll("'", apostrophe).replaceAll('"', quote)),
    ),
  ];
}

/**
 * Inside a longer base64 text the bytes of the secret begin at one of three places in a group. For each, the
 * characters are kept that depend on the secret's bytes alone, not on its unknown neighbours.
 */
function base64Forms(bytes: Buffer): string[] {
  const forms: string[] = [];
  for (const offset of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    const certain = text.slice(from, to);
    forms.push(certain, certain.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}
