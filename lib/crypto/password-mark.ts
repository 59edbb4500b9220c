import { createHmac, hkdfSync } from 'node:crypto';
import { invariant } from '@/lib/kernel/assert';
import { isId } from '@/lib/kernel/id';
import type { Secret } from '@/lib/kernel/secret';
import type { WorkspaceKeyring } from './workspace-keyring';

/** Enough that two passwords of one entry never share a mark; too little to be of use elsewhere. */
const MARK_BYTES = 16;

/**
 * A digest that recognises one password of one entry, for remembering that a site refused it. Keyed with the workspace's
 * key and bound to the entry: without that key nothing can be tried against it, and equal passwords of two entries differ.
 */
export function passwordMark(
  keyring: WorkspaceKeyring,
  entryId: string,
  password: Secret,
): Uint8Array<ArrayBuffer> {
  invariant(isId(entryId), 'a mark belongs to an entry');
  const salt = Buffer.from(entryId.replaceAll('-', ''), 'hex');
  const key = Buffer.from(hkdfSync('sha256', keyring.active.key, salt, 'latchkey/v1/refused-password', 32));
  try {
    const digest = createHmac('sha256', key).update(Buffer.from(password.reveal(), 'utf16le')).digest();
    return new Uint8Array(digest.subarray(0, MARK_BYTES));
  } finally {
    key.fill(0);
  }
}
