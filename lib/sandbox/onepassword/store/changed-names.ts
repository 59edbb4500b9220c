import { isDeepStrictEqual } from 'node:util';
import type { Field, ItemContent } from './item';

/** What a person would say was changed between two versions. Names only, never values. */
export function changedNames(before: ItemContent, after: ItemContent): string[] {
  const names: string[] = [];
  if (before.title !== after.title) names.push('title');
  if (before.category !== after.category) names.push('category');
  if (!isDeepStrictEqual(before.urls, after.urls)) names.push('websites');
  if (before.notes !== after.notes) names.push('notes');
  if (!isDeepStrictEqual(before.tags, after.tags)) names.push('tags');
  names.push(...changedFields(before, after));
  if (!isDeepStrictEqual(before.extra, after.extra)) names.push('other data');
  return names;
}

function changedFields(before: ItemContent, after: ItemContent): string[] {
  const earlier = new Map(before.fields.map((field) => [field.id, field]));
  const later = new Map(after.fields.map((field) => [field.id, field]));
  const removed = before.fields.filter((field) => !later.has(field.id)).map((field) => nameOf(field, before));
  const written = after.fields
    .filter((field) => !isDeepStrictEqual(field, earlier.get(field.id)))
    .map((field) => nameOf(field, after));
  return [...new Set([...written, ...removed])];
}

function nameOf(field: Field, content: ItemContent): string {
  const section = content.sections.find((candidate) => candidate.id === field.sectionId);
  const label = field.label || field.id;
  return section?.title ? `${section.title} / ${label}` : label;
}
