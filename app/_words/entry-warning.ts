import type { EntryWarning } from '@/lib/contract/vault-entry';

/** In a few words, for tables; the entry's page has the sentences that come with each. */
export const ENTRY_WARNING_WORDS: Record<EntryWarning['code'], string> = {
  no_username: 'No user name',
  no_password: 'No password',
  no_one_time_password: 'No one-time password',
  archived: 'Archived',
  not_a_login: 'Not a login',
  item_not_found: 'Item not found',
  website_differs: 'Website differs',
  provider_error: 'Could not be read',
  provider_disabled: 'Connection disabled',
  mapped_field_missing: 'Mapped field missing',
  extra_secret_missing: 'Further secret missing',
};
