import type { ActingRequest } from '@/lib/audit/acting-request';
import type { Acting } from '@/lib/audit/record-act';
import { Problem } from '@/lib/contract/problem';
import { type Permission, ROLE_PERMISSIONS, type Role } from '@/lib/contract/workspace';

/** Who acts, in which workspace, and what they may do. Every use case takes one; there is no way to act without it. */
export interface Actor extends Acting {
  workspaceId: string;
  permissions: ReadonlySet<Permission>;
  who:
    | { kind: 'person'; userId: string; name: string; role: Role }
    | { kind: 'api_key'; keyId: string; name: string }
    | { kind: 'system'; name: string };
}

/** Deny by default. A missing thing is `not_found`; a missing right on one's own workspace may be named. */
export function requirePermission(actor: Actor, permission: Permission): void {
  if (actor.permissions.has(permission)) return;
  throw new Problem('forbidden', {
    message:
      actor.who.kind === 'api_key'
        ? `The API key lacks the scope ${permission}.`
        : `Your role does not include ${permission}.`,
    hint:
      actor.who.kind === 'api_key'
        ? 'Create a key with that scope under Settings, API keys.'
        : 'Ask an admin of the workspace.',
    extra: { permission },
  });
}

/** The refusal of a key where it has to be the person who sits here. */
export function notInPerson(): Problem {
  return new Problem('forbidden', {
    message: 'Only a person who signed in can do this, not an API key.',
    hint: 'Sign in, and do it on the page of the workspace.',
  });
}

export function personActor(input: {
  workspaceId: string;
  userId: string;
  name: string;
  role: Role;
  request?: ActingRequest | undefined;
}): Actor {
  return {
    workspaceId: input.workspaceId,
    permissions: new Set(ROLE_PERMISSIONS[input.role]),
    who: { kind: 'person', userId: input.userId, name: input.name, role: input.role },
    request: input.request,
  };
}

/** For work that no person started: the worker, seeding, schedules. */
export function systemActor(workspaceId: string, name: string): Actor {
  return { workspaceId, permissions: new Set(ROLE_PERMISSIONS.owner), who: { kind: 'system', name } };
}

/** How an actor is named in runs and lists. */
export function actorLabel(actor: Actor): string {
  return actor.who.kind === 'api_key' ? `API key ${actor.who.name}` : actor.who.name;
}
