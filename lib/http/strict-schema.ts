import { z } from 'zod';

/**
 * The schema, and every object inside it, with unknown keys refused instead of dropped: a misspelt field that is
 * silently ignored looks like success. An object that takes any key on purpose (`looseObject`) keeps doing so.
 */
export function strictSchema(schema: z.core.$ZodType): z.core.$ZodType {
  // A named part of the document is one schema for requests and answers, and may hold itself: it is strict as it is.
  if (z.globalRegistry.get(schema)?.id !== undefined) return schema;
  if (schema instanceof z.ZodObject) {
    const { def } = schema._zod;
    const shape = Object.fromEntries(
      Object.entries(def.shape).map(([key, value]) => [key, strictSchema(value)]),
    );
    return again(schema, { ...def, shape, catchall: def.catchall ?? z.never() });
  }
  if (schema instanceof z.ZodArray) {
    return again(schema, { ...schema._zod.def, element: strictSchema(schema._zod.def.element) });
  }
  if (schema instanceof z.ZodRecord) {
    return again(schema, { ...schema._zod.def, valueType: strictSchema(schema._zod.def.valueType) });
  }
  if (schema instanceof z.ZodUnion) {
    return again(schema, { ...schema._zod.def, options: schema._zod.def.options.map(strictSchema) });
  }
  if (isWrapper(schema)) {
    return again(schema, { ...schema._zod.def, innerType: strictSchema(schema._zod.def.innerType) });
  }
  return schema;
}

type Wrapper = z.ZodOptional | z.ZodNullable | z.ZodDefault | z.ZodPrefault | z.ZodReadonly;

function isWrapper(schema: z.core.$ZodType): schema is Wrapper {
  return [z.ZodOptional, z.ZodNullable, z.ZodDefault, z.ZodPrefault, z.ZodReadonly].some(
    (kind) => schema instanceof kind,
  );
}

/** With another definition but the same words: descriptions belong to a schema and are found through its parent. */
function again(schema: z.ZodType, def: object): z.core.$ZodType {
  return schema.clone(def as z.core.$ZodTypeDef, { parent: true });
}
