/** The part of JSON Schema 2020-12 that zod writes and that we read: for examples, for the reference, for tests. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  description?: string;
  default?: unknown;
  examples?: unknown[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

const PREFIX = '#/components/schemas/';

/** Follows a reference into the document's own schemas; a schema without one is itself. */
export function resolved(schema: JsonSchema, named: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const name = nameOf(schema);
  if (name === undefined) return schema;
  const target = named[name];
  return target ? resolved(target, named) : {};
}

/** The name of the document's own schema that this one refers to. */
export function nameOf({ $ref }: JsonSchema): string | undefined {
  return $ref?.startsWith(PREFIX) ? $ref.slice(PREFIX.length) : undefined;
}

export function typesOf({ type }: JsonSchema): string[] {
  if (type === undefined) return [];
  return Array.isArray(type) ? type : [type];
}
