import { z } from 'zod';

/** For answers nobody reads: 204, or a confirmation without content. */
export const nothing = z.unknown().transform(() => undefined);
