import type { z } from 'zod';
import type { inputSchema } from '@/lib/contract/workflow';

type InputSchema = z.infer<typeof inputSchema>;

/** What the fields hold: text, or a tick. */
export type InputValues = Record<string, string | boolean>;

export function firstValues(schema: InputSchema): InputValues {
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, property]) => [name, firstValue(property)]),
  );
}

function firstValue(property: InputSchema['properties'][string]): string | boolean {
  const standard = property.default;
  if (property.type === 'boolean') return standard === true;
  if (standard === undefined) return '';
  return typeof standard === 'string' ? standard : JSON.stringify(standard);
}

/** The values as the run takes them, or what is wrong with which. An empty optional field is left out. */
export function readInputs(schema: InputSchema, values: InputValues) {
  const variables: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const [name, { type }] of Object.entries(schema.properties)) {
    const value = values[name] ?? '';
    if (value === '') {
      if (schema.required.includes(name)) errors[name] = 'Fill this in';
      continue;
    }
    const read = readValue(type, value);
    if ('error' in read) errors[name] = read.error;
    else variables[name] = read.value;
  }
  return { variables, errors };
}

function readValue(
  type: string | undefined,
  value: string | boolean,
): { value: unknown } | { error: string } {
  if (typeof value === 'boolean' || type === 'string') return { value };
  if (type === 'integer') {
    return Number.isSafeInteger(Number(value)) ? { value: Number(value) } : { error: 'Give a whole number' };
  }
  if (type === 'number') {
    return Number.isFinite(Number(value)) ? { value: Number(value) } : { error: 'Give a number' };
  }
  // A property without a type takes anything: text that is no JSON stays text.
  return readJson(value) ?? (type ? { error: `Give valid JSON of the type ${type}` } : { value });
}

function readJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
