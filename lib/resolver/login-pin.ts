import { normaliseOrigin, sameSite } from '@/lib/kernel/site';
import type { ResolvedLogin } from './resolve-login';

/** Where a login may be typed, as its entry and its item say; see lib/browser/origin-policy.ts for what follows. */
export interface LoginPin {
  entryDomain: string;
  extraOrigins: string[];
  autofill: 'anywhere' | 'exact' | 'never';
  neverOrigins: string[];
}

type PinSource = Pick<ResolvedLogin, 'domain' | 'extraOrigins' | 'websites'>;

/**
 * The entry's domain, narrowed by what the item says of its websites there (1Password's autofill behaviour): a website
 * marked "exact" admits its own host only, one marked "never" forbids it. Websites of other sites say nothing about
 * this one; an item without any of this site is filled as 1Password does by default.
 */
export function loginPin({ domain, extraOrigins, websites }: PinSource): LoginPin {
  const own = websites.filter((website) => sameSite(website.url, domain));
  const originsOf = (autofill: LoginPin['autofill']) =>
    own.flatMap((website) => {
      const origin = normaliseOrigin(website.url);
      return website.autofill === autofill && origin.ok ? [origin.origin] : [];
    });
  const neverOrigins = originsOf('never');
  const exact = originsOf('exact');
  if (own.length === 0 || own.some(({ autofill }) => autofill === 'anywhere'))
    return { entryDomain: domain, extraOrigins, autofill: 'anywhere', neverOrigins };
  const [first, ...others] = exact;
  if (first === undefined) return { entryDomain: domain, extraOrigins, autofill: 'never', neverOrigins };
  return { entryDomain: first, extraOrigins: [...extraOrigins, ...others], autofill: 'exact', neverOrigins };
}
