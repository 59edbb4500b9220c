import { Problem } from '@/lib/contract/problem';
import type { ApiKeyView, Permission } from '@/lib/contract/workspace';
import { invariant } from '@/lib/kernel/assert';
import type { AccessDeps } from './access-deps';
import { type Actor, requirePermission } from './actor';
import { toStoredScopes } from './api-key-scopes';
import { type ApiKeyRow, deleteApiKey } from './api-key-store';
import { presentApiKey } from './api-key-view';
import { firstOwnerId } from './member-store';

const DAY_SECONDS = 86_400;

export interface CreateApiKeyInput {
  name: string;
  scopes: readonly Permission[];
  expires_in_days?: number | null | undefined;
}

/**
 * A key of the workspace, shown in this one answer; its hash is all that is kept.
 * Nobody hands out more than they have: the scopes are a subset of the actor's permissions, also when a key makes a key.
 */
export async function createApiKey(
  deps: Pick<AccessDeps, 'db' | 'auth' | 'audit'>,
  actor: Actor,
  input: CreateApiKeyInput,
): Promise<ApiKeyView & { key: string }> {
  requirePermission(actor, 'keys:admin');
  const scopes = [...new Set(input.scopes)];
  requireSubset(actor, scopes);
  const days = input.expires_in_days ?? null;
  const created = await deps.auth.api.createApiKey({
    body: {
      name: input.name,
      organizationId: actor.workspaceId,
      userId: await sponsor(deps, actor),
      permissions: toStoredScopes(scopes),
      expiresIn: days === null ? null : days * DAY_SECONDS,
    },
  });
  const { id, createdAt, expiresAt } = created;
  const row = { id, name: input.name, start: created.start ?? '', scopes, expiresAt, createdAt };
  await recordOrTakeBack(deps, actor, row);
  return { ...presentApiKey({ ...row, lastUsedAt: null }), key: created.key };
}

/** Better Auth makes the key in a transaction of its own. One that could not be put on record is never shown to anyone. */
async function recordOrTakeBack(
  deps: Pick<AccessDeps, 'db' | 'audit'>,
  actor: Actor,
  { id, name, start, scopes, expiresAt }: Omit<ApiKeyRow, 'lastUsedAt'>,
): Promise<void> {
  try {
    await deps.audit.record(actor, {
      action: 'api_key.created',
      object: { kind: 'api_key', id },
      detail: { name, start, scopes, expires_at: expiresAt?.toISOString() ?? null },
    });
  } catch (error) {
    await deleteApiKey(deps.db, { id, workspaceId: actor.workspaceId });
    throw error;
  }
}

function requireSubset(actor: Actor, scopes: readonly Permission[]): void {
  const excess = scopes.filter((scope) => !actor.permissions.has(scope));
  if (excess.length === 0) return;
  throw new Problem('forbidden', {
    message: `You cannot give a key what you may not do yourself: ${excess.join(', ')}.`,
    hint: 'Choose fewer scopes.',
  });
}

/** Better Auth wants a member who may make keys; for a key or the system that is an owner. */
async function sponsor(deps: Pick<AccessDeps, 'db'>, actor: Actor): Promise<string> {
  if (actor.who.kind === 'person') return actor.who.userId;
  const owner = await firstOwnerId(deps.db, actor.workspaceId);
  invariant(owner, 'a workspace has an owner');
  return owner;
}
