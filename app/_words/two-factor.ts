import type { VaultEntryView } from '@/lib/contract/vault-entry';

export const TWO_FACTOR_METHODS = ['NONE', 'AUTHENTICATOR', 'EMAIL', 'SMS', 'MAGIC_LINK'] as const;
export type TwoFactorMethod = (typeof TWO_FACTOR_METHODS)[number];

export const TWO_FACTOR_WORDS: Record<TwoFactorMethod, { label: string; description: string }> = {
  NONE: { label: 'None', description: 'The site asks for no second factor.' },
  AUTHENTICATOR: { label: 'Authenticator', description: 'A code made from a secret, new every 30 seconds.' },
  EMAIL: { label: 'Email', description: 'The site sends a code by e-mail.' },
  SMS: { label: 'SMS', description: 'The site sends a code by text message.' },
  MAGIC_LINK: { label: 'Magic link', description: 'The site sends a link by e-mail.' },
};

/** What the entry does about a second factor, in words. */
export function twoFactorWords(entry: VaultEntryView): string {
  if (entry.tfa_method && entry.tfa_method !== 'AUTHENTICATOR')
    return TWO_FACTOR_WORDS[entry.tfa_method].label;
  if (entry.has.one_time_password) {
    return entry.source === 'provider' ? 'Authenticator, from the item' : 'Authenticator';
  }
  return entry.tfa_method === 'AUTHENTICATOR' ? 'Authenticator, secret missing' : 'None';
}
