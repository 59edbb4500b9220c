import type { FieldPath, FieldValues, UseFormSetError } from 'react-hook-form';
import type { ErrorFacts } from './error-notice';

/**
 * Puts the server's field errors beside their fields and moves focus to the first. Answers with the ones that
 * belong to no field of the form, so that none is swallowed.
 */
export function applyFieldErrors<Values extends FieldValues>(
  setError: UseFormSetError<Values>,
  names: ReadonlyArray<FieldPath<Values>>,
  errors: ReadonlyArray<{ field: string; message: string }>,
): string[] {
  const homeless: string[] = [];
  let first = true;
  for (const { field, message } of errors) {
    const name = names.find((candidate) => candidate === field);
    if (!name) {
      homeless.push(`${field}: ${message}`);
      continue;
    }
    setError(name, { type: 'server', message }, { shouldFocus: first });
    first = false;
  }
  return homeless;
}

/** The refusal as a whole, with what belongs to no field of the form at its end. */
export function withHomeless(error: ErrorFacts, homeless: readonly string[]): ErrorFacts {
  const { message, code, requestId } = error;
  return { message, code, requestId, hint: [error.hint, ...homeless].filter(Boolean).join(' ') };
}
