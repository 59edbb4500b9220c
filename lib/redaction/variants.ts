/**
 * Every form in which a value may meet us in text: as it is, as URLs, form bodies, JSON and HTML spell it, one of these
 * inside another, as base64 (in each of the three places where it can begin inside a longer one), as hex, as UTF-16.
 */
export function variantsOf(value: string): Set<string> {
  const spelled = new Set([
    value,
    value.normalize('NFC'),
    value.normalize('NFD'),
    ...percentForms(value),
    ...jsonForms(value),
    ...htmlForms(value),
    ...nestedForms(value),
  ]);
  const variants = new Set<string>();
  for (const form of spelled) {
    variants.add(form);
    // The same characters as bytes of UTF-8, for whoever looks at bytes.
    variants.add(Buffer.from(form, 'utf8').toString('latin1'));
  }
  for (const bytes of byteForms(value)) {
    for (const form of [...base64Forms(bytes), ...hexForms(bytes)]) variants.add(form);
  }
  for (const wide of [utf16(value), utf16(value).swap16()]) variants.add(wide.toString('latin1'));
  return variants;
}

/** `encodeURIComponent` leaves `!'()*` alone, form encoding (URLSearchParams) does not; blanks are %20 or +. */
function percentForms(value: string): string[] {
  const component = percent(value);
  const form = new URLSearchParams({ v: value }).toString().slice('v='.length);
  const everyByte = Buffer.from(value, 'utf8').toString('hex').toUpperCase().replace(/../g, '%$&');
  return [component, component.replaceAll('%20', '+'), form, form.replaceAll('+', '%20'), everyByte].flatMap(
    (text) => [text, text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
  );
}

function percent(value: string): string {
  // The round trip replaces lone surrogates, which `encodeURIComponent` throws on.
  return encodeURIComponent(Buffer.from(value, 'utf8').toString('utf8'));
}

function json(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** Serialisers differ in whether `/`, `<` and non-ASCII characters are escaped. */
function jsonForms(value: string): string[] {
  const plain = json(value);
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

/** JSON in a query, a query in JSON, JSON in JSON: what a log of a request or a page's state looks like. */
function nestedForms(value: string): string[] {
  const html = (text: string) =>
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;');
  const encoders = [percent, json, html];
  return encoders.flatMap((inner) => encoders.map((outer) => outer(inner(value))));
}

function byteForms(value: string): Buffer[] {
  const texts = new Set([value, json(value), percent(value)]);
  return [...[...texts].map((text) => Buffer.from(text, 'utf8')), utf16(value)];
}

function utf16(value: string): Buffer {
  return Buffer.from(value, 'utf16le');
}

function hexForms(bytes: Buffer): string[] {
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase()];
}

/**
 * Inside a longer base64 text the bytes of the secret begin at one of three places in a group. For each, the
 * characters are kept that depend on the secret's bytes alone, not on its unknown neighbours. Standing alone it goes
 * whole, with the last bits and the padding.
 */
function base64Forms(bytes: Buffer): string[] {
  const whole = bytes.toString('base64');
  const forms = [whole, whole.replace(/=+$/, ''), bytes.toString('base64url')];
  for (const offset of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    const certain = text.slice(from, to);
    forms.push(certain, certain.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return forms;
}
