import { createHmac, randomBytes } from 'node:crypto';
import { Secret } from '@/lib/kernel/secret';

/** Prefixed, so that scanners of leaked secrets can tell what they have found. */
export function newWebhookSecret(): Secret {
  return Secret.of(`lkwh_${randomBytes(24).toString('base64url')}`);
}

/** Value of `x-hmac-signature`: HMAC-SHA256 over the raw body, as the `cloudcruise` client verifies it. */
export function signWebhookBody(secret: Secret, body: string): string {
  return `sha256=${createHmac('sha256', secret.reveal()).update(body, 'utf8').digest('hex')}`;
}
