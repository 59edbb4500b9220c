import { z } from 'zod';

/** How a request names an entry: by its id, or by what programs know it by. */
export const entryById = z.strictObject({ entry_id: z.uuid() });
export const entryByUser = z.strictObject({
  permissioned_user_id: z.string().trim().min(1).max(200),
  domain: z.string().trim().min(1).max(300),
});

export const NAME_AN_ENTRY = 'Name the entry by entry_id, or by permissioned_user_id and domain';
