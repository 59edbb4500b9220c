import { z } from 'zod';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

/**
 * The server's answers, as far as we read them. What we do not know is kept (`looseObject`), because a write is proven
 * by comparing all of an item. The server leaves out what is empty.
 */
const sectionSchema = z.looseObject({ id: z.string(), label: z.string().nullish() });
export type ConnectSection = z.infer<typeof sectionSchema>;

const fieldSchema = z.looseObject({
  id: z.string(),
  type: z.string().nullish(),
  purpose: z.string().nullish(),
  label: z.string().nullish(),
  value: z.string().nullish(),
  section: sectionSchema.nullish(),
  /** The present one-time code; since server 1.4.0, and absent when it cannot be computed. */
  totp: z.string().nullish(),
});
export type ConnectField = z.infer<typeof fieldSchema>;

const overviewMembers = {
  id: z.string(),
  title: z.string().default(''),
  category: z.string(),
  vault: z.looseObject({ id: z.string() }),
  version: z.number().int(),
  urls: listOf(z.looseObject({ href: z.string().default('') })),
  tags: listOf(z.string()),
  updatedAt: z.string().refine((text) => !Number.isNaN(Date.parse(text))),
  /** ARCHIVED or DELETED; absent for an active item. */
  state: z.string().nullish(),
};

export const connectItemSchema = z.looseObject({
  ...overviewMembers,
  sections: listOf(sectionSchema),
  fields: listOf(fieldSchema),
});
export type ConnectItem = z.infer<typeof connectItemSchema>;

export const connectOverviewsSchema = z.array(z.object(overviewMembers));
export type ConnectOverview = z.infer<typeof connectOverviewsSchema>[number];

export const connectVaultsSchema = z.array(z.object({ id: z.string(), name: z.string().default('') }));
export type ConnectVault = z.infer<typeof connectVaultsSchema>[number];

/** Zod's own error would print parts of what it refused. */
export function parseAnswer<Output>(schema: z.ZodType<Output>, answer: unknown): Output {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new SecretProviderError('malformed', 'The answer of the Connect server has an unexpected shape.', {
    nextStep: 'Check that the address of the connection is a 1Password Connect server, version 1.4 or later.',
  });
}

function listOf<Element extends z.ZodType>(element: Element) {
  return z
    .array(element)
    .nullish()
    .transform((list) => list ?? []);
}
