import { siteName } from './site-letter';

/** `acme.com, acme-prod`: how an entry is called wherever it is named. */
export function entryName(entry: { domain: string; permissioned_user_id: string }): string {
  return `${siteName(entry.domain)}, ${entry.permissioned_user_id}`;
}
