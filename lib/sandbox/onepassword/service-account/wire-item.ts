import { z } from 'zod';
import type { Field, ItemContent } from '../store/item';
import { LOOSE_SECTION } from '../store/person-edit';
import { categoryOfTemplate } from './category';
import { fromWireField, toWireField, wireFieldSchema } from './wire-field';

const AUTOFILL = { anywhere: 'default', exact_domain: 'host', never: 'never' } as const;
// Strength figures follow the password; kept apart they would show up as a change of their own.
const DERIVED = ['ainfo', 'url', 'ps', 'pbe', 'pgrng'];

const overviewSchema = z.looseObject({
  title: z.string().default(''),
  url: z.string().optional(),
  URLs: z.array(z.object({ l: z.string().default(''), u: z.string(), m: z.string().optional() })).nullish(),
  tags: z.array(z.string()).nullish(),
});

const loginFieldSchema = z.looseObject({ designation: z.string().optional(), value: z.string().default('') });

const detailsSchema = z.looseObject({
  notesPlain: z.string().nullish(),
  password: z.string().nullish(),
  passwordHistory: z.array(z.object({ value: z.string(), time: z.number() })).nullish(),
  fields: z.array(loginFieldSchema).nullish(),
  sections: z
    .array(
      z.object({
        name: z.string(),
        title: z.string().default(''),
        fields: z.array(wireFieldSchema).nullish(),
      }),
    )
    .nullish(),
});

const extraSchema = z.object({
  overview: z.record(z.string(), z.unknown()).default({}),
  details: z.record(z.string(), z.unknown()).default({}),
  formFields: z.array(z.unknown()).default([]),
});

export function toWireOverview(content: ItemContent): object {
  const username = content.fields.find((field) => field.purpose === 'username')?.value ?? '';
  return {
    ...extraSchema.parse(content.extra).overview,
    title: content.title,
    ainfo: username,
    url: content.urls[0]?.href ?? '',
    URLs: content.urls.map((url) => ({ l: url.label, u: url.href, m: AUTOFILL[url.autofill] })),
    tags: content.tags,
    ps: 0,
    pbe: 0,
    pgrng: false,
  };
}

export function toWireDetails(content: ItemContent): object {
  const extra = extraSchema.parse(content.extra);
  const inSections = content.fields.filter((field) => field.purpose === undefined);
  return {
    ...extra.details,
    notesPlain: content.notes,
    passwordHistory: content.passwordHistory.map(({ value, atSeconds }) => ({ value, time: atSeconds })),
    sections: sectionsFor(content).map((section) => ({
      name: section.id,
      title: section.title,
      fields: inSections
        .filter((field) => (field.sectionId ?? LOOSE_SECTION) === section.id)
        .map(toWireField),
    })),
    ...signInFields(content, extra.formFields),
  };
}

export function fromWire(template: string, overviewValue: unknown, detailsValue: unknown): ItemContent {
  const { title, URLs, tags, ...overviewRest } = overviewSchema.parse(overviewValue);
  const { notesPlain, password, passwordHistory, fields, sections, ...details } =
    detailsSchema.parse(detailsValue);
  const formFields = (fields ?? []).filter((field) => purposeOf(field.designation) === undefined);
  const overview = Object.fromEntries(Object.entries(overviewRest).filter(([key]) => !DERIVED.includes(key)));
  const only = overviewRest.url ? [{ l: 'website', u: overviewRest.url, m: undefined }] : [];
  return {
    title,
    category: categoryOfTemplate(template),
    urls: (URLs ?? only).map(({ l, u, m }) => ({ label: l, href: u, autofill: autofillOf(m) })),
    fields: [
      ...(fields ?? []).flatMap((field) => purposeField(field.designation, field.value)),
      ...(password === undefined || password === null ? [] : purposeField('password', password)),
      ...(sections ?? []).flatMap((section) =>
        (section.fields ?? []).map((field) => fromWireField(field, section.name)),
      ),
    ],
    sections: (sections ?? []).map(({ name, title: sectionTitle }) => ({ id: name, title: sectionTitle })),
    notes: notesPlain ?? '',
    tags: tags ?? [],
    passwordHistory: (passwordHistory ?? []).map(({ value, time }) => ({ value, atSeconds: time })),
    extra: compact({ overview, details, formFields }),
  };
}

function signInFields(content: ItemContent, formFields: unknown[]): object {
  const found = content.fields.filter((field) => field.purpose !== undefined);
  if (content.category === 'password') {
    return { password: found.find((field) => field.purpose === 'password')?.value ?? '' };
  }
  if (content.category !== 'login') return {};
  const designated = found.map((field) => ({
    designation: field.purpose,
    name: field.label,
    type: field.purpose === 'password' ? 'P' : 'T',
    value: field.value,
  }));
  return { fields: [...designated, ...formFields] };
}

function sectionsFor(content: ItemContent): ItemContent['sections'] {
  const loose = content.fields.some((field) => field.purpose === undefined && field.sectionId === undefined);
  const known = content.sections.some((section) => section.id === LOOSE_SECTION);
  return loose && !known ? [...content.sections, { id: LOOSE_SECTION, title: '' }] : content.sections;
}

function purposeOf(designation: string | undefined): 'username' | 'password' | undefined {
  return designation === 'username' || designation === 'password' ? designation : undefined;
}

function purposeField(designation: string | undefined, value: string): Field[] {
  const purpose = purposeOf(designation);
  if (purpose === undefined) return [];
  return [
    { id: purpose, label: purpose, type: purpose === 'password' ? 'concealed' : 'text', value, purpose },
  ];
}

function autofillOf(mode: string | undefined): keyof typeof AUTOFILL {
  if (mode === 'never') return 'never';
  return mode === 'host' ? 'exact_domain' : 'anywhere';
}

/** Empty parts are left out, so that an item made here and one that came back from a client compare equal. */
function compact(parts: Record<string, object>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0));
}
