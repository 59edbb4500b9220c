import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with a value, each fault at its own place. Of something that may have one of several forms, zod says
 * only that it has none of them: here it is what keeps it from the form that it comes nearest to. Pure.
 */
export function nearestIssues(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => {
    // Where a schema has words of its own for it, those hold.
    if (issue.code !== 'invalid_union' || issue.message !== 'Invalid input') return [issue];
    const [nearest] = issue.errors
      .map((form) => nearestIssues(form))
      .filter((form) => form.some(({ path }) => path.length > 0))
      .sort((one, other) => one.length - other.length);
    return nearest ? nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })) : [issue];
  });
}
