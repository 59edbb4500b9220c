import { Problem } from '@/lib/contract/problem';

/** A refusal in a request for several entries says which of them it is about: they are answered all or not at all. */
export function sayingWhich<T>(place: number, { of }: { of: number }, work: Promise<T>): Promise<T> {
  if (of === 1) return work;
  return work.catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
    const field = `entries.${place}`;
    throw new Problem(error.code, {
      ...error.details,
      message: `${field}: ${error.message}`,
      fields: [{ field, message: error.message }],
    });
  });
}
