import { z } from 'zod';
import type { FieldError } from '@/lib/contract/problem';
import type { InteractionAnswer } from '@/lib/contract/wire-run';

/** JSON Schema of an answer: an object of texts, all of them wanted. The wire calls it the expected datamodel. */
export const answerSchema = z.object({
  type: z.literal('object'),
  properties: z.record(z.string(), z.object({ type: z.literal('string'), title: z.string().optional() })),
  required: z.array(z.string()),
});
export type AnswerSchema = z.infer<typeof answerSchema>;

export function schemaOf(titles: Readonly<Record<string, string>>): AnswerSchema {
  const names = Object.keys(titles);
  return {
    type: 'object',
    properties: Object.fromEntries(
      names.map((name) => [name, { type: 'string', title: titles[name] ?? name }]),
    ),
    required: names,
  };
}

/** Pure. What is missing or empty; what was not asked for is no fault, but it is not kept either. */
export function answerErrors(schema: AnswerSchema, answer: InteractionAnswer): FieldError[] {
  return schema.required.flatMap((name) =>
    String(answer[name] ?? '').trim() === '' ? [{ field: name, message: 'Fill this in' }] : [],
  );
}

/**
 * The asked-for values as texts. A code may come as a number or in groups, as people read it out; where only digits are
 * left without blanks and dashes, those were for reading only.
 */
export function answerTexts(schema: AnswerSchema, answer: InteractionAnswer): Record<string, string> {
  return Object.fromEntries(
    schema.required.map((name) => {
      const text = String(answer[name] ?? '').trim();
      const compact = text.replace(/[\s-]/g, '');
      return [name, /^\d+$/.test(compact) ? compact : text];
    }),
  );
}
