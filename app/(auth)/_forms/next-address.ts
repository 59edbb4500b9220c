/** Where to go after signing in. Only an address of our own: anything a browser could read as another host is dropped. */
export function nextAddress(next: string | string[] | undefined): string {
  if (typeof next !== 'string' || !next.startsWith('/')) return '/';
  const base = 'http://own.invalid';
  return URL.canParse(next, base) && new URL(next, base).origin === base && !/^\/[/\\]/.test(next)
    ? next
    : '/';
}

export function withNext(path: string, next: string): string {
  return next === '/' ? path : `${path}?next=${encodeURIComponent(next)}`;
}
