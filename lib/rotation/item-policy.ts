import type { RotationReason } from '@/lib/contract/rotation-reason';
import { secretsEqual } from '@/lib/crypto/secrets-equal';
import type { Secret } from '@/lib/kernel/secret';
import { type Marker, parseMarker } from './marker-policy';
import type { Journal } from './rotation-state';

/** The item as a read shows it. */
export interface ItemFacts {
  version: number;
  username: Secret;
  password: Secret;
  pending: Secret | null;
  markerText: string | null;
  /** Digest of everything but the password and our fields. */
  fingerprint: Secret;
  /** Why this item cannot be rotated at all, as far as it shows; null when it can. */
  obstacle: RotationReason | null;
}

/** The item beside the journal: which value is where. */
export interface ItemSeen {
  version: number;
  password: 'previous' | 'candidate' | 'other';
  pending: 'none' | 'candidate' | 'other';
  marker: Marker | null;
  /** Staging was the only write, and yet something else of the item is not as it was. */
  damaged: boolean;
}

type Known = Pick<Journal, 'previous' | 'candidate' | 'itemVersion' | 'fingerprint'>;

/** `marker`: as it was read from the same text before. */
export function seenBeside(
  item: ItemFacts,
  { previous, candidate, itemVersion, fingerprint }: Known,
  marker: Marker | null = parseMarker(item.markerText),
): ItemSeen {
  const staged = same(item.pending, candidate);
  const isPrevious = same(item.password, previous);
  return {
    version: item.version,
    password: isPrevious ? 'previous' : same(item.password, candidate) ? 'candidate' : 'other',
    pending: item.pending === null ? 'none' : staged ? 'candidate' : 'other',
    marker,
    damaged:
      staged &&
      itemVersion !== null &&
      item.version === itemVersion + 1 &&
      !same(item.fingerprint, fingerprint),
  };
}

function same(a: Secret | null, b: Secret | null): boolean {
  return a !== null && b !== null && (a === b || secretsEqual(a, b));
}
