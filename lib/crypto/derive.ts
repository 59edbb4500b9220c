import { hkdfSync } from 'node:crypto';
import { invariant } from '@/lib/kernel/assert';
import { Secret } from '@/lib/kernel/secret';

/**
 * The secret that signs sessions, derived so that an installation has one master key to back up, not two. Its
 * info string is not a purpose, so it can never equal a record key. A new master key gives a new auth secret.
 */
export function deriveAuthSecret(kek: Buffer): Secret {
  invariant(kek.length === 32, 'a master key has 32 bytes');
  const derived = hkdfSync('sha256', kek, new Uint8Array(0), 'latchkey/v1/auth-secret', 32);
  return Secret.of(Buffer.from(derived).toString('base64url'));
}
