import type { OriginPin } from '@/lib/browser/origin-policy';
import { sameSite } from '@/lib/kernel/site';
import type { ResolvedLogin } from '@/lib/resolver/resolve-login';

/**
 * Where an entry's values may be typed: the widest behaviour among the item's websites of this site; 1Password's
 * default where the item names none.
 */
export function pinOf(
  login: Pick<ResolvedLogin, 'domain' | 'extraOrigins' | 'websites'>,
  insecureHosts: readonly string[],
): OriginPin {
  const own = login.websites
    .filter((website) => sameSite(website.url, login.domain))
    .map(({ autofill }) => autofill);
  const autofill =
    own.length === 0 || own.includes('anywhere') ? 'anywhere' : own.includes('exact') ? 'exact' : 'never';
  return { entryDomain: login.domain, extraOrigins: login.extraOrigins, autofill, insecureHosts };
}
