import { NOTES_ID } from '../json-item/item-input';
import type { Field, ItemContent } from '../store/item';
import { newOpaqueId } from '../store/opaque-id';
import { LOOSE_SECTION } from '../store/person-edit';
import { CliError } from './cli-error';
import { findFields } from './finding';

const TYPES: Record<string, Field['type']> = {
  text: 'text',
  password: 'concealed',
  email: 'email',
  url: 'url',
  date: 'date',
  monthyear: 'month_year',
  phone: 'phone',
  otp: 'totp',
};

interface Assignment {
  section: string | undefined;
  field: string;
  type: string | undefined;
  value: string;
}

/** `[section.]field[type]=value`; `.`, `=` and `\` in names have a `\` before them. Changes `content`. */
export function assign(content: ItemContent, statement: string): void {
  const { section, field, type, value } = parsed(statement);
  if (field.toLowerCase() === NOTES_ID.toLowerCase()) {
    content.notes = value;
    return;
  }
  const [known, other] = findFields(content, field, section);
  if (other) throw new CliError(`more than one field matches "${field}"`);
  if (type === 'delete') {
    content.fields = content.fields.filter((one) => one !== known);
    return;
  }
  const fieldType = type === undefined ? undefined : TYPES[type];
  if (type !== undefined && fieldType === undefined) throw new CliError(`"${type}" isn't a field type`);
  if (!known) {
    content.fields.push(newField(content, { field, section, type: fieldType ?? 'text', value }));
    return;
  }
  known.value = value;
  if (fieldType) known.type = fieldType;
}

function parsed(statement: string): Assignment {
  const [, name = '', type, value = ''] =
    /^((?:[^\\=[]|\\.)+)(?:\[(\w+)\])?=([\s\S]*)$/.exec(statement) ?? [];
  const parts = name.split(/(?<!\\)\./).map((part) => part.replaceAll(/\\(.)/g, '$1'));
  const [first, second, third] = parts;
  if (!first || third !== undefined)
    throw new CliError(`"${statement.split('=')[0]}" isn't a valid assignment`);
  return {
    section: second === undefined ? undefined : first,
    field: second ?? first,
    type: type?.toLowerCase(),
    value,
  };
}

function newField(
  content: ItemContent,
  input: { field: string; section: string | undefined; type: Field['type']; value: string },
): Field {
  const { field: label, section, type, value } = input;
  if ((label === 'username' || label === 'password') && section === undefined) {
    return { id: label, label, type: label === 'password' ? 'concealed' : 'text', value, purpose: label };
  }
  const id = type === 'totp' ? `TOTP_${newOpaqueId()}` : newOpaqueId();
  return { id, label, type, value, sectionId: sectionId(content, section) };
}

function sectionId(content: ItemContent, title: string | undefined): string {
  const known = content.sections.find((one) =>
    title === undefined ? one.id === LOOSE_SECTION : one.id === title || one.title === title,
  );
  if (known) return known.id;
  const added = title === undefined ? { id: LOOSE_SECTION, title: '' } : { id: newOpaqueId(), title };
  content.sections.push(added);
  return added.id;
}
