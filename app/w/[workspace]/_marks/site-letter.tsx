/** A letter in place of the site's icon: fetching one would tell the site who is looking. */
export function SiteLetter({ domain }: { domain: string }) {
  const host = siteName(domain);
  return (
    <span
      aria-hidden
      className="inline-flex size-5 shrink-0 items-center justify-center rounded bg-sunken text-xs font-semibold text-muted"
    >
      {host.slice(0, 1).toUpperCase()}
    </span>
  );
}

/** `https://www.acme.com` as people say it: `acme.com`. */
export function siteName(domain: string): string {
  const host = URL.canParse(domain) ? new URL(domain).host : domain;
  return host.replace(/^www\./, '');
}
