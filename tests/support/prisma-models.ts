import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PrismaModel {
  /** As the client names it: `vaultEntry`. */
  delegate: string;
  table: string;
  /** Property and column of each scalar field. */
  fields: Array<{ property: string; column: string }>;
  /** Properties of the primary key, in order. */
  key: string[];
  /** Relations whose foreign key is in this model, with the model they lead to. */
  relations: Array<{ property: string; to: string }>;
}

const SCHEMA = join(import.meta.dirname, '../../prisma/schema.prisma');
const SCALARS = ['String', 'Int', 'BigInt', 'Boolean', 'DateTime', 'Bytes', 'Json', 'Float', 'Decimal'];

/** The models of the schema that belong to a workspace. The client keeps no public description of them. */
export function workspaceModels(): PrismaModel[] {
  const models = [...readFileSync(SCHEMA, 'utf8').matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)];
  return models
    .map(([, name = '', body = '']) => modelFrom(name, body))
    .filter((model) => model.key.includes('workspaceId'));
}

function modelFrom(name: string, body: string): PrismaModel {
  const lines = body.split('\n').map((line) => line.trim());
  const fields: PrismaModel['fields'] = [];
  const relations: PrismaModel['relations'] = [];
  const key = /@@id\(\[([^\]]*)\]/.exec(body)?.[1]?.split(/,\s*/) ?? [];
  for (const line of lines) {
    const [, property = '', type = ''] = /^(\w+)\s+(\w+)/.exec(line) ?? [];
    if (SCALARS.includes(type)) {
      fields.push({ property, column: /@map\("(\w+)"\)/.exec(line)?.[1] ?? property });
      if (/@id\b/.test(line)) key.push(property);
    } else if (/@relation\(.*fields:/.test(line)) relations.push({ property, to: type });
  }
  return {
    delegate: name.charAt(0).toLowerCase() + name.slice(1),
    table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name,
    fields,
    key,
    relations,
  };
}
