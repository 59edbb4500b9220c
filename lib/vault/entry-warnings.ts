import { type EntryWarning, entryWarningCode } from '@/lib/contract/vault-entry';
import { sameSite } from '@/lib/kernel/site';
import { type ItemSnapshot, missingName } from './item-snapshot';

const TEXT: Record<EntryWarning['code'], Omit<EntryWarning, 'code'>> = {
  no_username: {
    message: 'The item has no user name; it resolves as empty.',
    hint: 'Fill the user name of the item in 1Password.',
  },
  no_password: {
    message: 'The item has no password; it resolves as empty.',
    hint: 'Fill the password of the item in 1Password.',
  },
  no_one_time_password: {
    message: 'The item has no one-time password.',
    hint: 'Add one in 1Password if the site asks for a code.',
  },
  archived: { message: 'The item is archived in 1Password.', hint: 'Restore it, or bind another item.' },
  not_a_login: { message: 'The item is not of the category Login.', hint: 'Bind a Login item.' },
  item_not_found: {
    message: 'The item was not found at the last read.',
    hint: 'It was deleted, moved, or the token lost access. Bind another item.',
  },
  website_differs: {
    message: 'None of the item’s websites belongs to the domain of this entry.',
    hint: 'Check that this is the right item, or correct its website in 1Password.',
  },
  provider_error: {
    message: 'The last read from 1Password failed.',
    hint: 'See the connection for the reason and what to do.',
  },
  mapped_field_missing: {
    message: 'A field that the entry takes from another place was not there; it resolves as empty.',
    hint: 'Correct its reference under Field mapping, or put the field back in 1Password.',
  },
  extra_secret_missing: {
    message: 'A further secret of the entry was not there.',
    hint: 'Correct its reference under Field mapping, or put the field back in 1Password.',
  },
  provider_disabled: {
    message: 'The connection is disabled.',
    hint: 'Enable it, or bind to another connection.',
  },
};

/** What makes a run likely to fail, known without asking 1Password: kept beside the item, so that lists can filter. */
export function itemWarnings(domain: string, item: ItemSnapshot): EntryWarning['code'][] {
  const codes: EntryWarning['code'][] = [];
  if (item.error) codes.push(item.error === 'not_found' ? 'item_not_found' : 'provider_error');
  if (item.archived) codes.push('archived');
  if (item.not_a_login) codes.push('not_a_login');
  if (!item.has_username) codes.push('no_username');
  if (!item.has_password) codes.push('no_password');
  if (!item.has_one_time_password) codes.push('no_one_time_password');
  if (item.websites.length > 0 && !item.websites.some((website) => sameSite(website, domain)))
    codes.push('website_differs');
  const missing = Object.keys(item.missing);
  if (missing.some((name) => !name.startsWith(missingName('')))) codes.push('mapped_field_missing');
  if (missing.some((name) => name.startsWith(missingName('')))) codes.push('extra_secret_missing');
  return codes;
}

/** The item as last read, as columns of its entry. */
export function itemColumns(domain: string, item: ItemSnapshot) {
  return { item, itemWarnings: itemWarnings(domain, item) };
}

/** The warnings of an entry in words; a code that this version does not know says nothing. */
export function entryWarnings(kept: readonly string[], providerStatus: string | null): EntryWarning[] {
  const codes = kept.flatMap((code) => entryWarningCode.safeParse(code).data ?? []);
  const all = providerStatus === 'disabled' ? (['provider_disabled', ...codes] as const) : codes;
  return all.map((code) => ({ code, ...TEXT[code] }));
}
