import { z } from 'zod';

/** For answers nobody reads: 204, or a confirmation without content. */
export const nothing = z.unknown().transform(() => undefined);

/** Lists short enough to come whole: `{data: […]}`. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ data: z.array(item) }).transform((list) => list.data);
}
