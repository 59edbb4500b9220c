import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

// Letters, digits, dots, dashes or a bracketed IPv6 address. Narrower than a URL on purpose: whatever two URL parsers
// could read differently (user info, back slashes, percent signs, blanks) is refused before one of them sees it.
const ADDRESS = /^(?:(https?):\/\/)?([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(\/[a-z0-9/_-]*)?$/i;
const ONE_PASSWORD_HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+1password\.(?:com|eu|ca)$/;

/**
 * A token names the host that the SDK contacts, and the SDK contacts any: a forged token would make this server send
 * requests into its own network. So this check stands before the first byte leaves.
 *
 * Allowed: https on the default port of 1Password's own domains, and what the operator listed (`host`, `host:port`,
 * `host:*`), there also http.
 */
export function assertHostAllowed(address: string, allowedHosts: readonly string[]): void {
  const match = ADDRESS.exec(address);
  const host = match?.[2]?.toLowerCase();
  if (match && host) {
    const port = match[3];
    const https = (match[1]?.toLowerCase() ?? 'https') === 'https';
    const plain = https && port === undefined && (match[4] ?? '/') === '/';
    if (plain && ONE_PASSWORD_HOST.test(host)) return;
    if (allowedHosts.some((pattern) => fits(pattern, host, port))) return;
  }
  throw new SecretProviderError('unsupported', 'The token names a host that is not one of 1Password.', {
    nextStep:
      'Use a token created on 1Password.com, .eu or .ca; an operator can allow another host in the configuration.',
  });
}

function fits(pattern: string, host: string, port: string | undefined): boolean {
  const parts = /^(.+?)(?::(\d{1,5}|\*))?$/.exec(pattern.trim().toLowerCase());
  if (!parts || parts[1] !== host) return false;
  return parts[2] === '*' || parts[2] === port;
}
