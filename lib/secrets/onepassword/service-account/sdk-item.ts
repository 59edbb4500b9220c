import { z } from 'zod';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

/**
 * The SDK's answers, as far as we read them. They crossed a thread and came from outside, so they are parsed; what we
 * do not know is kept (`looseObject`), because a write hands the whole item back. Absent members come as `null`.
 */
const websiteSchema = z.looseObject({ url: z.string(), autofillBehavior: z.string() });

const fieldSchema = z.looseObject({
  id: z.string(),
  title: z.string(),
  sectionId: z.string().nullish(),
  fieldType: z.string(),
  value: z.string(),
  details: z.unknown(),
});
export type SdkField = z.infer<typeof fieldSchema>;

export const sdkItemSchema = z.looseObject({
  id: z.string(),
  title: z.string(),
  category: z.string(),
  vaultId: z.string(),
  fields: z.array(fieldSchema),
  sections: z.array(z.looseObject({ id: z.string(), title: z.string() })),
  websites: z.array(websiteSchema),
  version: z.number().int(),
});
export type SdkItem = z.infer<typeof sdkItemSchema>;

export const sdkItemsSchema = z.object({
  individualResponses: z.array(
    z.object({ content: sdkItemSchema.nullish(), error: z.looseObject({ type: z.string() }).nullish() }),
  ),
});

export const sdkOverviewsSchema = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    category: z.string(),
    vaultId: z.string(),
    websites: z.array(websiteSchema),
    tags: z.array(z.string()),
    updatedAt: z.date(),
    state: z.string(),
  }),
);
export type SdkOverview = z.infer<typeof sdkOverviewsSchema>[number];

export const sdkVaultsSchema = z.array(z.object({ id: z.string(), title: z.string() }));
export type SdkVault = z.infer<typeof sdkVaultsSchema>[number];

export const sdkVaultAccessSchema = z.object({
  access: z.array(z.object({ permissions: z.number() })).nullish(),
});

/** Zod's own error would print parts of what it refused. */
export function parseAnswer<Output>(schema: z.ZodType<Output>, answer: unknown): Output {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new SecretProviderError('malformed', 'The answer of the 1Password SDK has an unexpected shape.');
}
