import { z } from 'zod';
import { categoryOfSpelling, creatableCategory, spellingOfCategory } from '../names/categories';
import { typeOfSpelling } from '../names/field-types';
import { CHARACTER_SETS, type CharacterSet, generatedPassword } from '../names/generated-password';
import type { Field, ItemContent } from '../store/item';
import { newOpaqueId } from '../store/opaque-id';
import { emptyContent } from '../store/person-edit';
import { InvalidItem } from './invalid-item';

export const NOTES_ID = 'notesPlain';

/** Neither Connect nor the command line shows a passkey: a client cannot tell that the item has one. */
export function isHidden(field: Field): boolean {
  return field.wireType === 'passkey';
}

const SETS = ['LETTERS', 'DIGITS', 'SYMBOLS'] as const satisfies CharacterSet[];
const recipeSchema = z.object({
  length: z.int().min(1).max(64).default(32),
  characterSets: z.array(z.enum(SETS)).default([...SETS]),
  excludeCharacters: z.string().default(''),
});

const fieldSchema = z.object({
  id: z.string().optional(),
  type: z.string().optional(),
  section: z.object({ id: z.string(), label: z.string().optional() }).nullish(),
  purpose: z.enum(['', 'USERNAME', 'PASSWORD', 'NOTES']).nullish(),
  label: z.string().nullish(),
  value: z.string().nullish(),
  generate: z.boolean().nullish(),
  recipe: recipeSchema.nullish(),
});
type FieldInput = z.infer<typeof fieldSchema>;

export const itemInputSchema = z.object({
  id: z.string().optional(),
  title: z.string().default(''),
  version: z.int().optional(),
  vault: z.object({ id: z.string() }),
  category: z.string(),
  urls: z
    .array(z.object({ label: z.string().nullish(), primary: z.boolean().nullish(), href: z.string() }))
    .nullish(),
  favorite: z.boolean().nullish(),
  tags: z.array(z.string()).nullish(),
  sections: z.array(z.object({ id: z.string(), label: z.string().nullish() })).nullish(),
  fields: z.array(fieldSchema).nullish(),
});
export type ItemInput = z.infer<typeof itemInputSchema>;

export function itemInput(value: unknown): ItemInput {
  const parsed = itemInputSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const onCategory = parsed.error.issues.some((issue) => issue.path[0] === 'category');
  throw new InvalidItem(onCategory ? 'Invalid item category' : 'Invalid item');
}

/** The content of a new item, or of one that is replaced as a whole: what `before` had beyond that is gone. */
export function contentOf(input: ItemInput, before: ItemContent | undefined): ItemContent {
  const content = emptyContent(input.title, categoryOf(input, before));
  content.tags = input.tags ?? [];
  content.urls = urlsOf(input, before);
  content.sections = (input.sections ?? []).map(({ id, label }) => ({ id, title: label ?? '' }));
  for (const field of input.fields ?? []) addField(content, field, before);
  content.passwordHistory = before?.passwordHistory ?? [];
  const { favorite: _former, ...extra } = before?.extra ?? {};
  content.extra = input.favorite ? { ...extra, favorite: true } : extra;
  return content;
}

/** A PATCH touches what it names and nothing else: hidden fields go back to their places. */
export function withHiddenFields(content: ItemContent, before: ItemContent): ItemContent {
  const fields = [...content.fields];
  before.fields.forEach((field, place) => {
    if (isHidden(field)) fields.splice(Math.min(place, fields.length), 0, field);
  });
  return { ...content, fields };
}

function categoryOf({ category }: ItemInput, before: ItemContent | undefined): string {
  if (before && spellingOfCategory(before.category) === category) return before.category;
  const known = before ? categoryOfSpelling(category) : creatableCategory(category);
  if (known === undefined) throw new InvalidItem('Invalid item category');
  return known;
}

function urlsOf({ urls }: ItemInput, before: ItemContent | undefined): ItemContent['urls'] {
  const primaryFirst = (urls ?? []).toSorted(
    (a, b) => Number(b.primary ?? false) - Number(a.primary ?? false),
  );
  return primaryFirst.map(({ href, label }) => ({
    href,
    label: label ?? '',
    autofill: before?.urls.find((url) => url.href === href)?.autofill ?? 'anywhere',
  }));
}

function addField(content: ItemContent, input: FieldInput, before: ItemContent | undefined): void {
  if (input.purpose === 'NOTES' || input.id === NOTES_ID) {
    content.notes = input.value ?? '';
    return;
  }
  const kept = before?.fields.find((field) => field.id === input.id && field.type === 'unsupported');
  content.fields.push(kept ?? fieldOf(input));
  const { section } = input;
  if (section && !content.sections.some(({ id }) => id === section.id)) {
    content.sections.push({ id: section.id, title: section.label ?? '' });
  }
}

function fieldOf(input: FieldInput): Field {
  const type = fieldType(input);
  const purpose =
    input.purpose === 'USERNAME' ? 'username' : input.purpose === 'PASSWORD' ? 'password' : undefined;
  const id = input.id || purpose || newOpaqueId();
  return {
    // Every client recognises a one-time password by the first letters of its field's id.
    id: type === 'totp' && !id.startsWith('TOTP_') ? `TOTP_${id}` : id,
    label: input.label ?? purpose ?? '',
    type,
    value: input.value || (input.generate ? generated(input) : ''),
    ...(purpose ? { purpose } : {}),
    ...(input.section ? { sectionId: input.section.id } : {}),
  };
}

function fieldType({ id, type, purpose }: FieldInput): Field['type'] {
  if (id?.startsWith('TOTP_')) return 'totp';
  const known = typeOfSpelling(type ?? (purpose === 'PASSWORD' ? 'CONCEALED' : 'STRING'));
  if (known === undefined || known === 'unsupported') throw new InvalidItem('Invalid field type');
  return known;
}

function generated({ recipe }: FieldInput): string {
  const { length, characterSets, excludeCharacters } = recipe ?? recipeSchema.parse({});
  const sets = characterSets.length > 0 ? characterSets : Object.keys(CHARACTER_SETS).filter(isSet);
  return generatedPassword({ length, sets, exclude: excludeCharacters });
}

function isSet(name: string): name is CharacterSet {
  return name in CHARACTER_SETS;
}
