const PREFIXES = [
  '/api',
  '/vault',
  '/secret-providers',
  '/workflows',
  '/run',
  '/webhooks',
  '/healthz',
  '/readyz',
  '/openapi.json',
];

/** Whether the API answers this address; everything else is a page. The pages of a workspace live under /w. */
export function isApiPath(pathname: string): boolean {
  return PREFIXES.some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`));
}
