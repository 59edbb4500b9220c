/** What the part of an address behind the first plus says: whose code it is. */
export interface RecipientAlias {
  /** All of it, in lower case. */
  whole: string;
  /** `user` and `host` of `box+user+host@…`; the host is null where there is no second plus. */
  user: string;
  host: string | null;
}

/**
 * `codes+acme-prod+acme.com@in.example` is the code of acme-prod at acme.com. Pure. Null for an address without an
 * alias. Mail servers may change the case of it, so all comparing is done in lower case.
 */
export function recipientAlias(recipient: string): RecipientAlias | null {
  const address = /<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient;
  const local = address.trim().slice(0, address.trim().lastIndexOf('@'));
  const plus = local.indexOf('+');
  if (plus < 0 || plus === local.length - 1) return null;
  const whole = local.slice(plus + 1).toLowerCase();
  const last = whole.lastIndexOf('+');
  return last < 0
    ? { whole, user: whole, host: null }
    : { whole, user: whole.slice(0, last), host: whole.slice(last + 1) };
}

/** Whether an entry is meant. Its id and its alias name it alone; its user id does so together with the host. */
export function isMeant(
  alias: RecipientAlias,
  entry: { id: string; permissionedUserId: string; userAlias: string | null; domain: string },
): boolean {
  const user = entry.permissionedUserId.toLowerCase();
  if (alias.whole === entry.id || alias.whole === entry.id.replaceAll('-', '')) return true;
  if (alias.whole === user || alias.whole === entry.userAlias?.toLowerCase()) return true;
  return alias.user === user && alias.host !== null && alias.host === hostOf(entry.domain);
}

function hostOf(domain: string): string {
  return URL.canParse(domain) ? new URL(domain).hostname : domain;
}
