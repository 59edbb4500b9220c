import { spellingOfType } from '../names/field-types';
import { oneTimeCode } from '../store/one-time-code';
import { CLI_TEXT, CliError } from './cli-error';
import type { CliSession } from './cli-session';
import { findFields, findItem, findVault, isId } from './finding';
import { fieldsOf } from './item-json';

interface Reference {
  vault: string;
  item: string;
  section: string | undefined;
  field: string;
  attribute: string;
}

/** `op read op://vault/item/[section/]field[?attribute=…]`. */
export function readReference(session: CliSession): string {
  const [text] = session.line.operands;
  if (text === undefined) throw new CliError('accepts 1 arg(s), received 0');
  const reference = parsed(text);
  session.spend({ reads: isId(reference.vault) && isId(reference.item) ? 1 : 3 });
  try {
    const value = referencedValue(session, reference);
    return session.line.flags.has('no-newline') ? value : `${value}\n`;
  } catch (error) {
    if (error instanceof CliError) throw new CliError(`could not read secret '${text}': ${error.message}`);
    throw error;
  }
}

function referencedValue(session: CliSession, { vault, item, section, field, attribute }: Reference): string {
  const { content } = foundItem(session, vault, item);
  const found = findFields({ ...content, fields: shownFields(content) }, field, section);
  const [first, second] = found;
  if (!first) throw new CliError(`item '${vault}/${item}' does not have a field '${field}'`);
  if (second) throw new CliError(`item '${vault}/${item}' has more than one field '${field}'`);
  switch (attribute) {
    case 'otp':
    case 'totp': {
      const code = first.type === 'totp' ? oneTimeCode(first.value, session.world.now()) : undefined;
      if (code === undefined) throw new CliError(`field '${field}' is not a one-time password`);
      return code;
    }
    case 'type':
      return spellingOfType(first.type);
    case 'title':
      return first.label;
    case 'id':
      return first.id;
    case 'purpose':
      return first.purpose?.toUpperCase() ?? '';
    default:
      return first.value;
  }
}

function foundItem(session: CliSession, vault: string, item: string) {
  try {
    return findItem(session, item, [findVault(session, vault)]).item;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const text =
      error.message === CLI_TEXT.noItem(item) ? CLI_TEXT.noItemInVault(item, vault) : error.message;
    throw new CliError(`could not get item ${vault}/${item}: ${text}`);
  }
}

function shownFields(content: Parameters<typeof fieldsOf>[0]) {
  return fieldsOf(content).map((field) => {
    if (field.purpose !== 'notes') return field;
    const { purpose: _purpose, sectionId: _section, ...rest } = field;
    return rest;
  });
}

function parsed(text: string): Reference {
  const invalid = (why: string) => new CliError(`invalid secret reference '${text}': ${why}`);
  const [, path, query = ''] = /^op:\/\/([^?]*)(?:\?(.*))?$/.exec(text) ?? [];
  if (path === undefined) throw invalid('it does not start with op://');
  const segments = path.split('/');
  if (segments.length < 3)
    throw invalid("too few '/': secret references should have at least vault, item and field specified");
  if (segments.length > 4)
    throw invalid("too many '/': secret references should match op://<vault>/<item>[/<section>]/<field>");
  if (segments.some((segment) => !/^[\w. -]+$/.test(segment)))
    throw new CliError('invalid character in secret reference');
  const [vault = '', item = '', ...rest] = segments;
  const field = rest.at(-1) ?? '';
  const section = rest.length === 2 ? rest[0] : undefined;
  const attribute = /^attr(?:ibute)?=(\w+)$/.exec(query)?.[1] ?? (query === '' ? 'value' : '');
  if (!['value', 'otp', 'totp', 'type', 'title', 'id', 'purpose'].includes(attribute))
    throw invalid(`unknown query parameter '${query}'`);
  return { vault, item, section, field, attribute };
}
