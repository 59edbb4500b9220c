import type { Field, Item, ItemContent } from '../store/item';
import { oneTimeCode } from '../store/one-time-code';

export function itemSummary(item: Item): object {
  return {
    id: item.id,
    vault_id: item.vaultId,
    title: item.content.title,
    category: item.content.category,
    state: item.state,
    version: item.version,
    websites: item.content.urls.map((url) => url.href),
    created_at: new Date(item.createdAt).toISOString(),
    updated_at: new Date(item.updatedAt).toISOString(),
  };
}

/** All of an item in plaintext, its past included: this is the sandbox, its secrets are made up. */
export function itemDetails(item: Item, atMs: number): object {
  const { content } = item;
  const totp = content.fields.find((field) => field.type === 'totp')?.value;
  return {
    ...itemSummary(item),
    ...values(content),
    one_time_code: totp === undefined ? null : (oneTimeCode(totp, atMs) ?? null),
    notes: content.notes,
    tags: content.tags,
    password_history: content.passwordHistory.map(({ value, atSeconds }) => ({
      value,
      at: new Date(atSeconds * 1000).toISOString(),
    })),
    history: item.history.map((entry) => ({
      version: entry.version,
      at: new Date(entry.at).toISOString(),
      by: entry.by,
      change: entry.change,
      changed: entry.changed,
      title: entry.content.title,
      ...values(entry.content),
    })),
  };
}

function values(content: ItemContent): object {
  const firstValue = (test: (field: Field) => boolean) => content.fields.find(test)?.value ?? null;
  return {
    username: firstValue((field) => field.purpose === 'username'),
    password: firstValue((field) => field.purpose === 'password'),
    totp: firstValue((field) => field.type === 'totp'),
    fields: content.fields.map((field) => ({
      id: field.id,
      label: field.label,
      type: field.type,
      section: content.sections.find((section) => section.id === field.sectionId)?.title ?? null,
      value: field.value,
    })),
  };
}
