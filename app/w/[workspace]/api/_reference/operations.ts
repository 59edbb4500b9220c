import type { ApiDocument, ApiOperation, ApiParameter } from '@/lib/contract/api-document';
import type { JsonSchema } from '@/lib/contract/json-schema';

export type NamedSchemas = Readonly<Record<string, JsonSchema>>;

export interface Operation extends ApiOperation {
  /** Names the operation in the document, and its place on the page. */
  id: string;
  method: string;
  path: string;
}

export interface OperationGroup {
  name: string;
  description: string;
  operations: Operation[];
}

/** By the tags of the document, in its order. */
export function groupOperations({ tags, paths }: ApiDocument): OperationGroup[] {
  const all = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      ...operation,
      id: operation.operationId ?? `${method} ${path}`,
      method: method.toUpperCase(),
      path,
    })),
  );
  return tags
    .map(({ name, description }) => ({
      name,
      description,
      operations: all.filter((operation) => operation.tags[0] === name),
    }))
    .filter(({ operations }) => operations.length > 0);
}

/** Those that have every word somewhere: in method, address, summary, name, group or scope. */
export function searchOperations(groups: readonly OperationGroup[], search: string): OperationGroup[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return groups.flatMap((group) => {
    const operations = group.operations.filter((operation) => {
      const text = [
        operation.method,
        operation.path,
        operation.summary,
        operation.id,
        group.name,
        operation['x-permission'],
      ]
        .join(' ')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    });
    return operations.length > 0 ? [{ ...group, operations }] : [];
  });
}

export type Caller = 'key or session' | 'key' | 'session' | 'anyone';

export function callerOf({ security }: Operation): Caller {
  const [key, session] = ['key', 'session'].map((way) => security.some((scheme) => way in scheme));
  if (key) return session ? 'key or session' : 'key';
  return session ? 'session' : 'anyone';
}

/** Told once for all, and not at each operation. */
const COMMON_PARAMETERS: readonly string[] = ['idempotency-key', 'x-request-id', 'x-workspace', 'workspace'];

export function ownParameters({ parameters }: Operation): ApiParameter[] {
  return parameters.filter(({ name }) => !COMMON_PARAMETERS.includes(name));
}

export function commonParameters(groups: readonly OperationGroup[]): ApiParameter[] {
  const all = groups.flatMap(({ operations }) => operations.flatMap(({ parameters }) => parameters));
  return COMMON_PARAMETERS.flatMap(
    (name) => all.find((parameter) => parameter.name === name && parameter.description) ?? [],
  );
}

/** Refusals that most operations have in common say little about one of them. */
export function commonProblems(groups: readonly OperationGroup[]): ReadonlySet<string> {
  const operations = groups.flatMap((group) => group.operations);
  const counts = new Map<string, number>();
  for (const code of operations.flatMap((operation) => operation['x-problems']))
    counts.set(code, (counts.get(code) ?? 0) + 1);
  return new Set([...counts].flatMap(([code, count]) => (count > operations.length / 3 ? [code] : [])));
}
