import type { ConnectionDeps } from '@/lib/connections/connection-deps';
import type { Secret } from '@/lib/kernel/secret';
import type { Resolving } from './resolving';

export interface ResolverDeps extends ConnectionDeps {
  /** What this process keeps between resolves. */
  resolving: Resolving;
  /** How much of a one-time code's life must be left when it is handed out. */
  codeLifeLeftMs: number;
  /** Asked while a rotation of the entry's item is under way (lib/rotation); null when the item's own password counts. */
  rotationCandidate?: (key: EntryKey) => Promise<RotationCandidate | null>;
}

/** A password that a sign-in has proven, and that the item does not hold yet. */
export interface RotationCandidate {
  password: Secret;
  /** As the rotation read it before it began: with it, runs go on while 1Password cannot be reached. */
  username?: Secret;
}

/** Which entry, and in which workspace. The caller has checked who asks. */
export interface EntryKey {
  workspaceId: string;
  entryId: string;
}
