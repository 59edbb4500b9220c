/**
 * The one parser of `op://` texts.
 *
 * Promises: pure, linear in the text, never throws; an error names the position of the first character that is wrong.
 * Never: URL decoding (1Password's own parsers do none), trimming, guessing. What does not fit is said, not repaired.
 *
 *   secret reference = "op://" id "/" id                          id      = 26 of a-z 0-9
 *   field reference  = "op://" segment "/" segment "/" [ segment "/" ] segment [ "?attribute=" ( "otp" / "totp" ) ]
 *   segment          = 1*( ALPHA / DIGIT / "_" / "." / "-" / " " ), not only spaces
 *
 * The binding of a login names ids only: a title breaks on renaming and costs three requests instead of one. The
 * characters of a segment are what the 1Password SDK accepts; empty segments pass there and are refused here.
 */
export interface SecretReference {
  vaultId: string;
  itemId: string;
}

export interface FieldReference {
  vault: string;
  item: string;
  section?: string;
  field: string;
  /** `totp` is the SDK's second spelling of the same thing and is read as `otp`. */
  attribute?: 'otp';
}

export interface ReferenceProblem {
  /** Index of the first wrong character; the length of the text when something is missing at its end. */
  position: number;
  message: string;
  hint: string;
}

export type ParsedReference<Reference> =
  | { ok: true; reference: Reference }
  | { ok: false; error: ReferenceProblem };

const PREFIX = 'op://';
const ID_LENGTH = 26;
const MAX_LENGTH = 1000;
const SECRET_SHAPE =
  'Expected op://<vault id>/<item id>, where both ids have 26 lower-case letters and digits.';
const FIELD_SHAPE =
  'Expected op://<vault>/<item>/[<section>/]<field>, with ?attribute=otp for a one-time code.';

export function parseSecretReference(text: string): ParsedReference<SecretReference> {
  const wrongStart = checkStart(text, SECRET_SHAPE);
  if (wrongStart) return wrongStart;
  const [vault, item, surplus] = split(text, PREFIX.length, text.length);
  const wrongVault = checkId(text, vault, 'vault');
  if (wrongVault) return wrongVault;
  const wrongItem = checkId(text, item, 'item');
  if (wrongItem) return wrongItem;
  if (surplus) {
    return problem(
      surplus.start - 1,
      'a login is bound by vault and item only',
      'Remove what follows the item id.',
    );
  }
  return { ok: true, reference: { vaultId: textOf(vault), itemId: textOf(item) } };
}

export function formatSecretReference(reference: SecretReference): string {
  return `${PREFIX}${reference.vaultId}/${reference.itemId}`;
}

export function parseFieldReference(text: string): ParsedReference<FieldReference> {
  const wrongStart = checkStart(text, FIELD_SHAPE);
  if (wrongStart) return wrongStart;
  const question = text.indexOf('?');
  const end = question === -1 ? text.length : question;
  const segments = split(text, PREFIX.length, end);
  for (const segment of segments.slice(0, 4)) {
    const wrong = checkSegment(segment);
    if (wrong) return wrong;
  }
  const [vault, item, third, fourth, surplus] = segments;
  if (surplus) return problem(surplus.start - 1, 'too many parts', FIELD_SHAPE);
  if (!vault || !item || !third) return problem(end, 'the field is missing', FIELD_SHAPE);
  const attribute = question === -1 ? undefined : text.slice(question + 1);
  if (attribute !== undefined && attribute !== 'attribute=otp' && attribute !== 'attribute=totp') {
    return problem(question + 1, 'unknown attribute', 'Only ?attribute=otp (or totp) may follow the field.');
  }
  return {
    ok: true,
    reference: {
      vault: vault.text,
      item: item.text,
      ...(fourth ? { section: third.text } : {}),
      field: fourth ? fourth.text : third.text,
      ...(attribute === undefined ? {} : { attribute: 'otp' as const }),
    },
  };
}

export function formatFieldReference(reference: FieldReference): string {
  const section = reference.section === undefined ? '' : `${reference.section}/`;
  const attribute = reference.attribute === undefined ? '' : `?attribute=${reference.attribute}`;
  return `${PREFIX}${reference.vault}/${reference.item}/${section}${reference.field}${attribute}`;
}

interface Segment {
  start: number;
  text: string;
}

type Failed = { ok: false; error: ReferenceProblem };

function problem(position: number, message: string, hint: string): Failed {
  return { ok: false, error: { position, message, hint } };
}

function checkStart(text: string, shape: string): Failed | undefined {
  if (text.length > MAX_LENGTH) return problem(MAX_LENGTH, 'the reference is too long', shape);
  for (let index = 0; index < PREFIX.length; index += 1) {
    if (text[index] !== PREFIX[index])
      return problem(index, 'the reference does not start with op://', shape);
  }
  return undefined;
}

function split(text: string, from: number, to: number): Segment[] {
  let start = from;
  return text
    .slice(from, to)
    .split('/')
    .map((part) => {
      const segment = { start, text: part };
      start += part.length + 1;
      return segment;
    });
}

function checkId(text: string, segment: Segment | undefined, name: string): Failed | undefined {
  if (!segment) return problem(text.length, `the ${name} id is missing`, SECRET_SHAPE);
  const wrong = segment.text.search(/[^a-z0-9]/);
  if (wrong !== -1 && wrong < ID_LENGTH) {
    return problem(
      segment.start + wrong,
      `this character cannot be part of the ${name} id`,
      idHint(segment.text),
    );
  }
  if (segment.text.length === ID_LENGTH) return undefined;
  const position = segment.start + Math.min(segment.text.length, ID_LENGTH);
  const message =
    segment.text === '' ? `the ${name} id is missing` : `the ${name} id does not have 26 characters`;
  return problem(position, message, idHint(segment.text));
}

function idHint(text: string): string {
  return /^[A-Z0-9]{26}$/.test(text)
    ? 'Ids of vaults and items are written in lower case.'
    : 'Use the ids, not the titles: in 1Password, choose "Copy Secret Reference" or pick the item from the list.';
}

function checkSegment(segment: Segment): Failed | undefined {
  const wrong = segment.text.search(/[^A-Za-z0-9_.\- ]/);
  if (wrong !== -1) {
    const hint = 'Letters, digits, space, _ . and - are possible; for other titles use the id instead.';
    return problem(segment.start + wrong, 'this character cannot be part of a reference', hint);
  }
  return segment.text.trim() === '' ? problem(segment.start, 'a part is empty', FIELD_SHAPE) : undefined;
}

function textOf(segment: Segment | undefined): string {
  return segment?.text ?? '';
}
