import type { CloudCruise } from 'cloudcruise';

/** The one address that the npm package `cloudcruise` knows. */
const ORIGIN = 'https://api.cloudcruise.com';
const realFetch = globalThis.fetch;
let server = '';
let router: typeof fetch | undefined;

/**
 * The npm package, unmodified, against a server of ours: what it sends to its one address is sent to `url` instead, as
 * docs/api.md tells people to do. All else goes where it did. One server per test file.
 */
export async function officialClient(
  url: string,
  keys: { apiKey: string; encryptionKey: string },
): Promise<CloudCruise> {
  if (globalThis.fetch !== router) route();
  server = url;
  const { CloudCruise: Client } = await import('cloudcruise');
  return new Client(keys);
}

function route(): void {
  const before = globalThis.fetch;
  router = (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : String(input));
    if (asked.origin !== ORIGIN) return before(input, init);
    return realFetch(`${server}${asked.pathname}${asked.search}`, init);
  };
  globalThis.fetch = router;
}
