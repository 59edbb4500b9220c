import { z } from 'zod';

/** A file or picture of a run. Its address is read with the same `cc-key` until it is deleted. */
const wireFile = z.object({
  signed_file_url: z.string(),
  file_name: z.string(),
  timestamp: z.string(),
  signed_file_url_expires: z.string(),
  metadata: z.record(z.string(), z.unknown()),
});
const wireScreenshot = z.object({
  signed_screenshot_url: z.string(),
  node_display_name: z.string(),
  timestamp: z.string(),
  signed_screenshot_url_expires: z.string(),
  error_screenshot: z.boolean(),
  full_length_screenshot: z.boolean(),
  retry_index: z.number().int(),
});

export const wireError = z.object({
  error_id: z.string(),
  message: z.string(),
  error_code: z.string(),
  llm_error_category: z.string(),
  created_at: z.string(),
  action_type: z.string().nullable(),
  action_display_name: z.string().nullable(),
  original_error: z.string().nullable(),
});

const wireVaultEntries = z.record(
  z.string(),
  z.object({ id: z.uuid(), permissioned_user_id: z.string(), domain: z.string() }),
);

/** A run as the CloudCruise client reads it; `status` is the name of the newest event of its execution. */
export const wireRun = z.object({
  session_id: z.uuid(),
  status: z.string(),
  workflow_id: z.uuid(),
  data: z.record(z.string(), z.unknown()),
  input_variables: z.record(z.string(), z.unknown()),
  vault_entries: wireVaultEntries,
  errors: z.array(wireError),
  session_retries: z.number().int(),
  /** Which input variables were sent encrypted: none, secrets come from the vault. */
  encrypted_variables: z.array(z.string()),
  video_urls: z.array(z.unknown()),
  screenshot_urls: z.array(wireScreenshot),
  file_urls: z.array(wireFile),
});
export type WireRun = z.infer<typeof wireRun>;

export const wireStarted = z.object({ session_id: z.uuid() });
export const wireInterrupted = z.object({ success: z.boolean(), message: z.string() });

/** What a person typed, by the names of the properties that `interaction.waiting` asked for. */
export const interactionAnswer = z
  .record(z.string().max(100), z.union([z.string().max(2_000), z.number(), z.boolean()]))
  .refine((answer) => Object.keys(answer).length <= 20, 'At most 20 values');
export type InteractionAnswer = z.infer<typeof interactionAnswer>;
