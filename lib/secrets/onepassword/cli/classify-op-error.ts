import type { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { type ErrorRule, errorOf } from '../error-rule';

/**
 * Turns what `op` wrote to stderr into a closed kind and a sentence of our own. The first rule that fits decides.
 *
 * Promise: unknown text is `unavailable`. It is never `not_found`, because that verdict makes people unbind a login
 * that is still there.
 */
export function classifyOpError(stderr: string): SecretProviderError {
  const text = withoutNames(firstError(stderr));
  const rule = RULES.find((candidate) => candidate.pattern.test(text)) ?? UNKNOWN;
  const wait = rule.kind === 'rate_limited' ? waitIn(text) : undefined;
  return errorOf(wait === undefined ? rule : { ...rule, nextStep: wait });
}

/** A service account that sees several vaults has to name one, even to list items. */
export function asksForVault(stderr: string): boolean {
  return /a vault query must be provided/.test(firstError(stderr));
}

/**
 * The first line that the command marks as an error, without its local time. What follows may quote titles of items,
 * and a title can say anything.
 */
function firstError(stderr: string): string {
  const marked = /^\[ERROR\] (?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?(.*)$/m.exec(stderr);
  return marked?.[1] ?? stderr.trimStart().split('\n', 1)[0] ?? '';
}

/** An item may be called "rate-limited", and the command repeats the name that it did not find. */
function withoutNames(text: string): string {
  return text
    .replace(/"[^"]*"/g, '""')
    .replace(/'op:\/\/[^']*'/g, "''")
    .replace(/\b(item|field) '[^']*'/g, "$1 ''")
    .replace(/\bget item [^:]*:/g, 'get item:');
}

function waitIn(text: string): string | undefined {
  const [, count, unit] = /retry in (\d{1,4}) (second|minute|hour)s?/i.exec(text) ?? [];
  return count === undefined || unit === undefined
    ? undefined
    : `Wait ${count} ${unit.toLowerCase()}${count === '1' ? '' : 's'}, or use a longer cache time.`;
}

const REPLACE_TOKEN = 'Replace the token of this connection; the logins bound to it stay bound.';
const SIGN_IN =
  'Sign in with `op signin` on the machine that runs Latchkey, or turn on the integration of the 1Password app.';

const UNKNOWN: Omit<ErrorRule, 'pattern'> = {
  kind: 'unavailable',
  message: 'The op command failed with an error that is not known here.',
};

const RULES: readonly ErrorRule[] = [
  {
    pattern: /\(429\)|Too many requests|rate-limited/,
    kind: 'rate_limited',
    message: 'The request limit of this token is used up.',
  },
  // The token or the sign-in.
  {
    pattern: /DecodeSACredentials|illegal base64/,
    kind: 'unauthorised',
    message: 'The token is damaged.',
    nextStep: REPLACE_TOKEN,
  },
  {
    pattern: /Service Account Deleted|service account token set, but not authenticated/,
    kind: 'unauthorised',
    message: '1Password no longer accepts the token: it is revoked, expired or rotated.',
    nextStep: REPLACE_TOKEN,
  },
  {
    pattern: /LookupAuth.*\(40[13]\)|\(401\)|invalid bearer token/,
    kind: 'unauthorised',
    message: '1Password refused to sign in.',
    nextStep: 'Replace the token of this connection, or sign in again with `op signin`.',
  },
  {
    pattern: /not currently signed in|is not signed in|could not find session token|No accounts configured/,
    kind: 'unauthorised',
    message: 'Nobody is signed in to the op command on this server.',
    nextStep: SIGN_IN,
  },
  {
    pattern: /no account found for filter/,
    kind: 'unauthorised',
    message: 'The op command on this server does not know the account.',
    nextStep: 'Check the name with `op account list`, or add it with `op account add`.',
  },
  // Permission and version.
  {
    pattern: /\(101\) You do not have permission|Couldn't update the item/,
    kind: 'forbidden',
    message: '1Password does not permit this change in the vault.',
  },
  { pattern: /\(403\)/, kind: 'forbidden', message: '1Password does not permit this in the vault.' },
  { pattern: /\(409\)/, kind: 'conflict', message: 'The vault or the item changed during the write.' },
  // What is not there, or there twice.
  {
    pattern: /isn't a vault in this account/,
    kind: 'not_found',
    message: 'The vault is not there, or it is not shared with this connection.',
  },
  {
    pattern: /isn't an item(\.| in the )/,
    kind: 'not_found',
    message: 'The item is not there, is archived, or its vault is not shared with this connection.',
  },
  {
    pattern: /does not have a field|isn't a field in the/,
    kind: 'not_found',
    message: 'The item has no such field.',
    nextStep: 'Check the field and section of the reference.',
  },
  {
    pattern: /\(404\)/,
    kind: 'not_found',
    message: 'What was asked for is not there, or it is not shared with this connection.',
  },
  {
    pattern: /More than one \w+ matches|has more than one field/,
    kind: 'ambiguous',
    message: 'More than one vault, item or field has this name.',
  },
  {
    pattern: /does not have a one-time password|is not a one-time password/,
    kind: 'unsupported',
    message: 'The field is not a one-time password, or its code cannot be computed.',
    nextStep: 'Choose the one-time password field of the item, or set it up again in 1Password.',
  },
  // What we asked for.
  {
    pattern: /invalid secret reference|invalid character in secret reference/,
    kind: 'malformed',
    message: 'The op command does not accept the reference.',
    nextStep: 'Use ids in place of names with other characters than letters, digits, space, _ . and -.',
  },
  {
    pattern: /a vault query must be provided/,
    kind: 'malformed',
    message: 'The token sees several vaults, and the request named none.',
  },
  {
    pattern: /^unknown (command|flag|shorthand flag)|^flag needs an argument/,
    kind: 'unsupported',
    message: 'The op command on this server does not know what it was asked.',
    nextStep: 'Update the 1Password CLI on the machine that runs Latchkey.',
  },
  // What may pass. The texts of Go's network library, which the command passes on.
  {
    pattern:
      /dial tcp|no such host|connection re(fused|set)|i\/o timeout|TLS handshake|x509:|ECONN|socket hang up/,
    kind: 'unavailable',
    message: '1Password could not be reached.',
    nextStep: 'Check the network and the proxy settings of the machine that runs Latchkey.',
  },
  {
    pattern: /\(5\d\d\)/,
    kind: 'unavailable',
    message: '1Password has an outage or is overloaded.',
  },
];
