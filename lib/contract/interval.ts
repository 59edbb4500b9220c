import { z } from 'zod';
import { parseInterval } from '@/lib/kernel/interval';

/** A length of time in PostgreSQL's spelling. Refused with `interval_invalid` and the place of the fault. */
export const interval = z
  .string()
  .max(100)
  .superRefine((text, context) => {
    const parsed = parseInterval(text);
    if (parsed.ok) return;
    context.addIssue({
      code: 'custom',
      message: `At character ${parsed.position + 1}: ${parsed.message}`,
      params: { problem: 'interval_invalid' },
    });
  });
