import { Problem } from '@/lib/contract/problem';
import type { Role } from '@/lib/contract/workspace';
import type { Actor } from './actor';

/** A key with `members:admin` counts as an admin: only a person who owns the workspace may touch its owners. */
export function standing(actor: Actor): Role {
  if (actor.who.kind === 'person') return actor.who.role;
  return actor.who.kind === 'system' ? 'owner' : 'admin';
}

/** Owners are made, changed and removed by owners only. */
export function requireOwnerForOwners(actor: Actor, ...rolesTouched: readonly Role[]): void {
  if (!rolesTouched.includes('owner') || standing(actor) === 'owner') return;
  throw new Problem('forbidden', {
    message: 'Only an owner can make, change or remove an owner.',
    hint: 'Ask an owner of the workspace.',
  });
}

/** A workspace without an owner could not be given one again. */
export function requireOwnerLeft(change: { from: Role; to: Role | null; ownerCount: number }): void {
  if (change.from !== 'owner' || change.to === 'owner' || change.ownerCount > 1) return;
  throw new Problem('conflict', {
    message: 'A workspace needs an owner, and this is the only one.',
    hint: 'Make another member an owner first.',
  });
}

export function isSelf(actor: Actor, userId: string): boolean {
  return actor.who.kind === 'person' && actor.who.userId === userId;
}
