import { isListedHost } from '@/lib/browser/origin-policy';
import { Problem } from '@/lib/contract/problem';

/** Throws what `siteRefusal` says. */
export function requireAllowedSite(domain: string, insecureHosts: readonly string[]): void {
  const refusal = siteRefusal(domain, insecureHosts);
  if (refusal) throw refusal;
}

/**
 * `address_refused` for a site over plain http and for one on this very machine, unless the operator lists the host: a
 * password would travel in the open, or a member of a workspace could make the worker look at what only its own
 * machine may see. Null for one that may be visited.
 */
export function siteRefusal(domain: string, insecureHosts: readonly string[]): Problem | null {
  if (isListedHost(domain, insecureHosts)) return null;
  const url = new URL(domain);
  const hint = `Ask the operator to add ${url.host} to LATCHKEY_INSECURE_HOSTS, if that is meant.`;
  if (isLoopback(url.hostname)) {
    return new Problem('address_refused', {
      message: `${url.host} is the machine that Latchkey runs on.`,
      hint,
    });
  }
  if (url.protocol === 'https:') return null;
  return new Problem('address_refused', {
    message: `${url.host} is not reached over https, so a password would travel in the open.`,
    hint,
  });
}

/** As the URL parser spells them: `0x7f.1` and the like have become dotted numbers, IPv6 its shortest form. */
function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '');
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    /^127\.\d+\.\d+\.\d+$/.test(host) ||
    host === '0.0.0.0' ||
    /^\[::(1|ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}|ffff:0:0)?\]$/.test(host)
  );
}
