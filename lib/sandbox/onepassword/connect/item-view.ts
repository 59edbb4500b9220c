import { isHidden, NOTES_ID } from '../json-item/item-input';
import { spellingOfCategory } from '../names/categories';
import { spellingOfType } from '../names/field-types';
import { entropyOf } from '../names/password-strength';
import type { Field, Item, ItemContent } from '../store/item';
import { oneTimeCode } from '../store/one-time-code';
import type { Vault } from '../store/vault';

export function connectVault(vault: Vault, itemCount: number): object {
  return {
    id: vault.id,
    name: vault.name,
    ...(vault.description ? { description: vault.description } : {}),
    attributeVersion: 1,
    contentVersion: vault.contentVersion,
    items: itemCount,
    type: 'USER_CREATED',
    createdAt: seconds(vault.createdAt),
    updatedAt: seconds(vault.updatedAt),
  };
}

/** What a list shows: no fields. Empty members are left out, as the Go server does. */
export function connectSummary(item: Item, lastEditedBy: string): object {
  const { content } = item;
  return {
    id: item.id,
    title: content.title,
    version: item.version,
    vault: { id: item.vaultId },
    category: spellingOfCategory(content.category),
    ...(content.urls.length > 0 ? { urls: connectUrls(content) } : {}),
    ...(content.extra.favorite === true ? { favorite: true } : {}),
    ...(content.tags.length > 0 ? { tags: content.tags } : {}),
    ...(item.state === 'active' ? {} : { state: item.state.toUpperCase() }),
    lastEditedBy,
    createdAt: seconds(item.createdAt),
    updatedAt: seconds(item.updatedAt),
  };
}

export function connectItem(item: Item, lastEditedBy: string, atMs: number): object {
  const { content } = item;
  const fields = content.fields.filter((field) => !isHidden(field));
  return {
    ...connectSummary(item, lastEditedBy),
    ...(content.sections.length > 0 ? { sections: content.sections.map(connectSection) } : {}),
    fields: [...fields.map((field) => connectField(field, atMs)), notesField(content)],
  };
}

function connectUrls(content: ItemContent): object[] {
  return content.urls.map(({ label, href }, place) => ({
    ...(label ? { label } : {}),
    ...(place === 0 ? { primary: true } : {}),
    href,
  }));
}

function connectSection({ id, title }: ItemContent['sections'][number]): object {
  return { id, ...(title ? { label: title } : {}) };
}

function connectField(field: Field, atMs: number): object {
  const code = field.type === 'totp' ? oneTimeCode(field.value, atMs) : undefined;
  return {
    id: field.id,
    ...(field.sectionId === undefined ? {} : { section: { id: field.sectionId } }),
    type: spellingOfType(field.type),
    ...(field.purpose ? { purpose: field.purpose.toUpperCase() } : {}),
    label: field.label,
    ...(field.value === '' ? {} : { value: field.value }),
    ...(field.purpose === 'password' && field.value ? { entropy: entropyOf(field.value) } : {}),
    ...(code === undefined ? {} : { totp: code }),
  };
}

function notesField({ notes }: ItemContent): object {
  const field = { id: NOTES_ID, type: 'STRING', purpose: 'NOTES', label: NOTES_ID };
  return notes === '' ? field : { ...field, value: notes };
}

function seconds(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
