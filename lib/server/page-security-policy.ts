/**
 * What a browser may do with our pages. Everything is ours and from our origin, so what is allowed is short.
 *
 * Scripts run by their nonce alone: no inline script without it, nothing evaluated (`unsafe-eval` only for the
 * development server, which reloads modules that way). Style *elements* need the nonce, too, or the hash of the one that
 * the toast library inserts by itself, which takes no nonce. Style *attributes* are allowed: the server renders a few (theme of toasts, heights
 * of meters), an attribute has no nonce, and it can neither run anything nor, with images and fonts from here only, send
 * anything out.
 */
export function contentSecurityPolicy(nonce: string, development: boolean): string {
  const directives: Record<string, string> = {
    'default-src': "'self'",
    'script-src': `'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    'style-src-elem': development
      ? "'self' 'unsafe-inline'"
      : `'self' 'nonce-${nonce}' ${TOAST_STYLE_HASHES.map((hash) => `'${hash}'`).join(' ')}`,
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self'",
    'font-src': "'self'",
    'connect-src': "'self'",
    'worker-src': "'none'",
    'frame-src': "'none'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');
}

/** Of the style element that `sonner` adds when it is loaded: first empty, then filled. A test computes them anew. */
export const TOAST_STYLE_HASHES = [
  'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY=',
] as const;

/** Beside the policy, for every page. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()',
};

/** Only where people come over https: a browser that has seen it once will not come over http again for a year. */
export const STRICT_TRANSPORT = 'max-age=31536000';
