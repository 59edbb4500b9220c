import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksForVault, classifyOpError } from '@/lib/secrets/onepassword/cli/classify-op-error';

const STAMP = '[ERROR] 2024/03/19 19:33:50 ';
const kindOf = (text: string) => classifyOpError(`${STAMP}${text}\n`).kind;
const INIT = 'error initializing client:';

/** Texts of the real command (2.18 to 2.40), as recorded by others; the texts of its network library are Go's own. */
const OBSERVED = {
  not_found: [
    '"X" isn\'t an item. Specify the item with its UUID, name, or domain.',
    '"X" isn\'t an item in the "V" vault. Specify the item with its UUID, name, or domain.',
    '"V" isn\'t a vault in this account. Specify the vault with its ID or name.',
    "could not read secret 'op://v/i/nope': item 'v/i' does not have a field 'nope'",
    'could not read secret \'op://v/i/f\': could not get item v/i: "i" isn\'t an item in the "v" vault. Specify the item with its UUID, name, or domain.',
    '(404) Not Found: The requested resource was not found.',
  ],
  ambiguous: [
    'More than one item matches "X". Try again and specify the item by its ID: \n\t* for the item "X" in vault V: abc',
    'could not read secret \'op://v/i/f\': could not get item v/i: More than one item matches "i". Try again and specify the item by its ID: ',
  ],
  malformed: [
    "invalid secret reference 'op://a/b': too few '/': secret references should have at least vault, item and field specified",
    "invalid secret reference 'op://a/b/c/d/e': too many '/': secret references should match op://<vault>/<item>[/<section>]/<field>",
    'invalid character in secret reference',
    'a vault query must be provided when this command is called by a service account',
  ],
  unauthorised: [
    'You are not currently signed in. Please run `op signin --help` for instructions',
    'account is not signed in',
    'no account found for filter X',
    'could not find session token for account my',
    'No accounts configured for use with 1Password CLI.\nTo sign in, run op account add.',
    `${INIT} Validation: (failed to session.DecodeSACredentials), Server: (failed to DecodeSACredentials), illegal base64 data at input byte 12`,
    `${INIT} Authentication: (failed to auth.LookupAuth), Network: (failed to request.DoUnencrypted), Server: (403) (Forbidden (Service Account Deleted)), The Service Account used in this integration has been deleted.`,
    'service account token set, but not authenticated yet',
    "(401) Unauthorized: You aren't authorized to perform this action.",
    'invalid bearer token',
  ],
  forbidden: [
    "(403) Forbidden: You aren't authorized to access this resource.",
    '(101) You do not have permission to perform this action',
    "Couldn't update the item.",
  ],
  conflict: ['(409) Conflict: Internal server conflict'],
  rate_limited: [
    "(429) Too Many Requests: You've reached the maximum number of this type of requests this service account is allowed to make. Please retry in 58 minutes or try other requests.",
    'Too many requests. Your client has been rate-limited.',
  ],
  unsupported: [
    'unknown command "items" for "op"\nUsage:  op [command] [flags]',
    'unknown flag: --vaultt\nUsage:  op item get [flags]',
  ],
  unavailable: [
    `${INIT} Network: (failed to request): dial tcp: lookup example.1password.com: no such host`,
    `${INIT} Network: (failed to request): dial tcp 127.0.0.1:1: connect: connection refused`,
    '(500) Internal Server Error: Something went wrong.',
    '(503) Service Unavailable',
  ],
} as const;

describe('an error text of the op command', () => {
  for (const [kind, texts] of Object.entries(OBSERVED)) {
    it.each(texts)(`%s is ${kind}`, (text) => {
      expect(kindOf(text)).toBe(kind);
    });
  }

  it('that is unknown is unavailable and retryable, never not_found', () => {
    fc.assert(
      fc.property(fc.lorem(), (text) => {
        const error = classifyOpError(text);
        expect([error.kind, error.retryable]).toEqual(['unavailable', true]);
      }),
    );
    expect(classifyOpError('').kind).toBe('unavailable');
    expect(classifyOpError('panic: runtime error: index out of range [4]').kind).toBe('unavailable');
  });

  it('does not get into what we say about it', () => {
    for (const text of Object.values(OBSERVED).flat()) {
      const error = classifyOpError(`${STAMP}${text} canary-7f3\n`);
      expect(`${error.stack}${error.nextStep}${JSON.stringify(error)}`).not.toMatch(/canary-7f3|op:\/\//);
      expect(error.cause).toBeUndefined();
      expect([error.message, error.nextStep]).not.toContain('');
    }
  });

  it('is the first line that is marked as one, whatever notices and lists stand around it', () => {
    const notice = '[WARNING] 2024/03/19 19:33:50 A newer version is available. Too many requests.\n';
    const list = '\t* for the item "(409)" in vault V: abc\n';
    const missing = `${STAMP}"X" isn't an item. Specify the item with its UUID, name, or domain.\n`;
    expect(classifyOpError(`${notice}${missing}${list}`).kind).toBe('not_found');
  });

  it.each(['rate-limited', 'illegal base64', '(429)', 'Too many requests', 'is not signed in'])(
    'is not taken for another because something is called %s',
    (name) => {
      expect(kindOf(`"${name}" isn't an item. Specify the item with its UUID, name, or domain.`)).toBe(
        'not_found',
      );
      const field = `could not read secret 'op://v/${name}/${name}': item 'v/${name}' does not have a field '${name}'`;
      expect(kindOf(field)).toBe('not_found');
    },
  );

  it('of a used-up limit says for how long, when the command does', () => {
    expect(classifyOpError(OBSERVED.rate_limited[0]).nextStep).toContain('Wait 58 minutes');
    expect(classifyOpError('(429) Please retry in 1 minute').nextStep).toContain('Wait 1 minute,');
    expect(classifyOpError(OBSERVED.rate_limited[1]).nextStep).not.toBe('');
  });

  it('that asks for a vault is recognised, so that the vaults can be gone through', () => {
    expect(asksForVault(`${STAMP}${OBSERVED.malformed[3]}\n`)).toBe(true);
    expect(asksForVault(`${STAMP}${OBSERVED.not_found[2]}\n`)).toBe(false);
  });
});
