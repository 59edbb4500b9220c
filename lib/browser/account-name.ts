import type { Secret } from '@/lib/kernel/secret';

/**
 * Whether a text of the page bears the name one signs in with, as a word of its own: "ada" is not in "Canada". Unlike
 * a SecretSet it takes short names, and it is for telling one's own account from others, not for hiding anything.
 */
export function bearsName(text: string, username: Secret): boolean {
  const name = username.reveal().trim().toLowerCase();
  if (name === '') return false;
  const escaped = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'u').test(text.toLowerCase());
}
