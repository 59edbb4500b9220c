import { z } from 'zod';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

/**
 * What `op … --format json` prints, as far as we read it. Members that we do not know are kept (`looseObject`), because
 * a write hands the whole item back. The command leaves out what is empty.
 */
const sectionSchema = z.looseObject({ id: z.string(), label: z.string().optional() });
export type OpSection = z.infer<typeof sectionSchema>;

const fieldSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  /** USERNAME, PASSWORD or NOTES. */
  purpose: z.string().optional(),
  label: z.string().optional(),
  value: z.string().optional(),
  section: sectionSchema.optional(),
  /** The present one-time code; absent when it cannot be computed. */
  totp: z.string().optional(),
});
export type OpField = z.infer<typeof fieldSchema>;

const urlSchema = z.looseObject({ href: z.string() });

const overviewMembers = {
  id: z.string(),
  title: z.string().default(''),
  category: z.string(),
  vault: z.looseObject({ id: z.string(), name: z.string().default('') }),
  urls: z.array(urlSchema).default([]),
  tags: z.array(z.string()).default([]),
};

export const opItemSchema = z.looseObject({
  ...overviewMembers,
  version: z.number().int(),
  sections: z.array(sectionSchema).default([]),
  fields: z.array(fieldSchema).default([]),
  files: z.array(z.unknown()).optional(),
});
export type OpItem = z.infer<typeof opItemSchema>;

/** With an offset and microseconds in the answer to an edit, plain UTC elsewhere. */
const timeSchema = z.string().refine((text) => !Number.isNaN(Date.parse(text)));
export const opOverviewsSchema = z.array(z.object({ ...overviewMembers, updated_at: timeSchema }));
export type OpOverview = z.infer<typeof opOverviewsSchema>[number];

export const opVaultsSchema = z.array(z.object({ id: z.string(), name: z.string().default('') }));
export type OpVault = z.infer<typeof opVaultsSchema>[number];

/** Errors of JSON.parse and of Zod would print parts of what they refused. */
export function parseOutput<Output>(schema: z.ZodType<Output>, stdout: string): Output {
  const parsed = schema.safeParse(jsonOf(stdout));
  if (parsed.success) return parsed.data;
  throw new SecretProviderError('malformed', 'The op command printed something else than expected.', {
    nextStep: 'Update the 1Password CLI on the machine that runs Latchkey.',
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
