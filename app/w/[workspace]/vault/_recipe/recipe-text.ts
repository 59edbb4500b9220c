import { z } from 'zod';
import type { ApiProblem } from '@/app/_queries/api-problem';

const object = z.record(z.string(), z.unknown());

export type RecipeText = { ok: true; value: Record<string, unknown> } | { ok: false; message: string };

/** Whether the text can be sent at all; what it means is the server's to judge. */
export function readRecipe(text: string): RecipeText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, message: 'This is not JSON: look for a missing comma, quote or bracket.' };
  }
  const parsed = object.safeParse(value);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, message: 'A recipe is an object, in curly brackets.' };
}

/** `recipe.change.next: …` as the person wrote it: `change.next: …`. */
export function problemsOf(problem: ApiProblem | null): string[] {
  return (problem?.fields ?? []).map(({ field, message }) => {
    const part = field.replace(/^recipe\.?/, '');
    return part ? `${part}: ${message}` : message;
  });
}
