import { isHidden, NOTES_ID } from '../json-item/item-input';
import { spellingOfCategory } from '../names/categories';
import { spellingOfType } from '../names/field-types';
import { strengthOf } from '../names/password-strength';
import type { Field, ItemContent } from '../store/item';
import { oneTimeCode } from '../store/one-time-code';
import type { World } from '../world';
import type { FoundItem } from './finding';

/** An entry of `op item list`; the user name of a login is its additional information. */
export function itemSummary(world: World, { item, vault }: FoundItem): object {
  const { content } = item;
  const username = content.fields.find((field) => field.purpose === 'username')?.value;
  return {
    id: item.id,
    title: content.title,
    ...(content.extra.favorite === true ? { favorite: true } : {}),
    ...(content.tags.length > 0 ? { tags: content.tags } : {}),
    version: item.version,
    ...(item.state === 'active' ? {} : { state: item.state.toUpperCase() }),
    vault: { id: vault.id, name: vault.name },
    category: spellingOfCategory(content.category),
    last_edited_by: world.keys.userIdOf(item.history.at(-1)?.by ?? ''),
    created_at: utcSeconds(item.createdAt),
    updated_at: utcSeconds(item.updatedAt),
    ...(username ? { additional_information: username } : {}),
    ...(content.urls.length > 0 ? { urls: content.urls.map(url) } : {}),
  };
}

export function itemDetails(world: World, found: FoundItem): object {
  const { content } = found.item;
  const sections = content.sections.map(({ id, title }) => ({ id, ...(title ? { label: title } : {}) }));
  return {
    ...itemSummary(world, found),
    ...(sections.length > 0 ? { sections } : {}),
    fields: fieldsOf(content).map((field) => fieldJson(world, found, field)),
  };
}

/** With the notes, which the command shows as a field, and without what it never shows. */
export function fieldsOf(content: ItemContent): Array<Field | NotesField> {
  const notes: NotesField = {
    id: NOTES_ID,
    label: NOTES_ID,
    type: 'text',
    value: content.notes,
    purpose: 'notes',
  };
  const shown: Array<Field | NotesField> = content.fields.filter((field) => !isHidden(field));
  const builtIn = shown.findLastIndex((field) => field.purpose !== undefined) + 1;
  return shown.toSpliced(builtIn, 0, notes);
}

export interface NotesField {
  id: string;
  label: string;
  type: 'text';
  value: string;
  purpose: 'notes';
  sectionId?: undefined;
}

export function fieldJson(world: World, { item, vault }: FoundItem, field: Field | NotesField): object {
  const { content } = item;
  const code = field.type === 'totp' ? oneTimeCode(field.value, world.now()) : undefined;
  const section = content.sections.find(({ id }) => id === field.sectionId);
  const path = [
    segment(vault.name, vault.id),
    segment(content.title, item.id),
    ...(field.sectionId === undefined ? [] : [segment(section?.title ?? '', field.sectionId)]),
    segment(field.label, field.id),
  ];
  return {
    id: field.id,
    ...(section ? { section: { id: section.id, ...(section.title ? { label: section.title } : {}) } } : {}),
    type: spellingOfType(field.type),
    ...(field.purpose ? { purpose: field.purpose.toUpperCase() } : {}),
    label: field.label,
    ...(field.value === '' ? {} : { value: field.value }),
    ...(code === undefined ? {} : { totp: code }),
    reference: `op://${path.join('/')}`,
    ...(field.purpose === 'password' ? { password_details: passwordDetails(content, field.value) } : {}),
  };
}

function passwordDetails({ passwordHistory }: ItemContent, password: string): object {
  const history = passwordHistory.map(({ value }) => value);
  return {
    ...(password ? { strength: strengthOf(password) } : {}),
    ...(history.length > 0 ? { history } : {}),
  };
}

/** A name with a character that references do not take is replaced by the id. */
function segment(name: string, id: string): string {
  return /^[\w. -]+$/.test(name) ? name : id;
}

function url({ label, href }: ItemContent['urls'][number], place: number): object {
  return { ...(label ? { label } : {}), ...(place === 0 ? { primary: true } : {}), href };
}

export function utcSeconds(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** As in the answer to an edit: local time with microseconds and offset. */
export function localMicroseconds(atMs: number): string {
  const offsetMinutes = -new Date(atMs).getTimezoneOffset();
  const local = new Date(atMs + offsetMinutes * 60_000).toISOString().replace('Z', '');
  const distance = Math.abs(offsetMinutes);
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
  return `${local}000${offsetMinutes < 0 ? '-' : '+'}${two(distance / 60)}:${two(distance % 60)}`;
}
