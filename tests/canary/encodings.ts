/** A secret as it is planted: a text, or bytes such as a key. */
export type Canary = string | Buffer;

/**
 * The forms in which the canary scan looks for a value. Written anew and on purpose without lib/redaction: what checks
 * a scrubber must not share its blind spots. Of bytes, the forms of a text are those of their base64.
 */
export const ENCODINGS: ReadonlyArray<{ name: string; encode(canary: Canary): Buffer }> = [
  { name: 'plain', encode: (canary) => bytesOf(canary) },
  { name: 'percent-encoded', encode: (canary) => Buffer.from(encodeURIComponent(textOf(canary))) },
  { name: 'form-encoded', encode: (canary) => Buffer.from(formOf(textOf(canary))) },
  { name: 'JSON', encode: (canary) => Buffer.from(JSON.stringify(textOf(canary)).slice(1, -1)) },
  { name: 'HTML', encode: (canary) => Buffer.from(htmlOf(textOf(canary))) },
  { name: 'base64, first place', encode: (canary) => base64Inside(bytesOf(canary), 0) },
  { name: 'base64, second place', encode: (canary) => base64Inside(bytesOf(canary), 1) },
  { name: 'base64, third place', encode: (canary) => base64Inside(bytesOf(canary), 2) },
  { name: 'base64url', encode: (canary) => Buffer.from(bytesOf(canary).toString('base64url')) },
  { name: 'hex', encode: (canary) => Buffer.from(bytesOf(canary).toString('hex')) },
  {
    name: 'hex in upper case',
    encode: (canary) => Buffer.from(bytesOf(canary).toString('hex').toUpperCase()),
  },
  { name: 'UTF-16', encode: (canary) => Buffer.from(textOf(canary), 'utf16le') },
];

function bytesOf(canary: Canary): Buffer {
  return typeof canary === 'string' ? Buffer.from(canary) : canary;
}

function textOf(canary: Canary): string {
  return typeof canary === 'string' ? canary : canary.toString('base64');
}

function formOf(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

function htmlOf(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Of the base64 of longer bytes, the characters that the value alone decides, when it begins at this place of a group of
 * three. What stands before and after it has a part in the characters beside them.
 */
function base64Inside(value: Buffer, place: number): Buffer {
  const text = Buffer.concat([Buffer.alloc(place), value]).toString('base64');
  const bits = 8 * (place + value.length);
  return Buffer.from(text.slice(Math.ceil((8 * place) / 6), Math.floor(bits / 6)));
}
