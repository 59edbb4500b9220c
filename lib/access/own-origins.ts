const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * The origins whose pages are ours: that of the base URL. A loopback address has several names for one machine, and
 * which of them a person types is theirs to choose.
 */
export function ownOrigins(baseUrl: string): string[] {
  const base = new URL(baseUrl);
  if (!LOOPBACK.includes(base.hostname)) return [base.origin];
  return LOOPBACK.map((hostname) => {
    const alias = new URL(base.origin);
    alias.hostname = hostname;
    return alias.origin;
  });
}
