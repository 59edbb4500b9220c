import { z } from 'zod';

export const MAX_PAGE = 100;

/** What a cursor can be at most: that of a list by domain holds a whole one. */
const MAX_CURSOR = 1000;

/** Opaque to callers: where the previous page ended. */
export const pageQuery = z.object({
  cursor: z.string().max(MAX_CURSOR).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable() });
}

export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}
