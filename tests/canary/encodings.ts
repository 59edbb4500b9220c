/**
 * The forms in which the canary scan looks for a value. Written anew and on purpose without lib/redaction: what checks
 * a scrubber must not share its blind spots.
 */
export const ENCODINGS: ReadonlyArray<{ name: string; encode(value: string): Buffer }> = [
  { name: 'plain', encode: (value) => Buffer.from(value) },
  { name: 'percent-encoded', encode: (value) => Buffer.from(encodeURIComponent(value)) },
  {
    name: 'form-encoded',
    encode: (value) => Buffer.from(new URLSearchParams([['', value]]).toString().slice(1)),
  },
  { name: 'JSON', encode: (value) => Buffer.from(JSON.stringify(value).slice(1, -1)) },
  { name: 'HTML', encode: (value) => Buffer.from(html(value)) },
  { name: 'base64, first place', encode: (value) => base64Inside(value, 0) },
  { name: 'base64, second place', encode: (value) => base64Inside(value, 1) },
  { name: 'base64, third place', encode: (value) => base64Inside(value, 2) },
  { name: 'base64url', encode: (value) => Buffer.from(Buffer.from(value).toString('base64url')) },
  { name: 'hex', encode: (value) => Buffer.from(Buffer.from(value).toString('hex')) },
  {
    name: 'hex in upper case',
    encode: (value) => Buffer.from(Buffer.from(value).toString('hex').toUpperCase()),
  },
  { name: 'UTF-16', encode: (value) => Buffer.from(value, 'utf16le') },
];

function html(value: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** The middle of the base64 of a longer text in which the value begins at this place of a group of three bytes. */
function base64Inside(value: string, place: number): Buffer {
  const before = 'xxx'.slice(0, place);
  const whole = Buffer.from(`${before}${value}`);
  const text = whole.subarray(0, whole.length - (whole.length % 3)).toString('base64');
  return Buffer.from(text.slice(place === 0 ? 0 : 4));
}
