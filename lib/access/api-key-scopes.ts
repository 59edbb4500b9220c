import { z } from 'zod';
import { type Permission, permission } from '@/lib/contract/workspace';

/** Better Auth keeps what a key may do as `{resource: [action]}`; the product's scopes are `resource:action`. */
export type StoredScopes = Record<string, string[]>;

const storedScopes = z.record(z.string(), z.array(z.string())).nullable();

export function toStoredScopes(scopes: readonly Permission[]): StoredScopes {
  const stored: StoredScopes = {};
  for (const scope of scopes) {
    const [resource = '', action = ''] = scope.split(':');
    stored[resource] = [...(stored[resource] ?? []), action];
  }
  return stored;
}

/** As it stands in Better Auth's table, a text. */
export function fromScopesColumn(text: string | null): Permission[] {
  return fromStoredScopes(text === null ? null : JSON.parse(text));
}

/** A scope that this version does not know gives no right. */
export function fromStoredScopes(stored: unknown): Permission[] {
  const parsed = storedScopes.parse(stored) ?? {};
  return Object.entries(parsed).flatMap(([resource, actions]) =>
    actions.flatMap((action) => permission.safeParse(`${resource}:${action}`).data ?? []),
  );
}
