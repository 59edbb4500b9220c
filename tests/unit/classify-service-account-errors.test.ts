import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classifySdkError,
  isTransportFailure,
} from '@/lib/secrets/onepassword/service-account/classify-error';

const kindOf = (message: string, rateLimited = false) => classifySdkError({ message, rateLimited }).kind;
const VAULT = 'performing a vault operation';
const ITEM = 'performing an item operation';
const TRANSPORT =
  'request library compatibility issue, check that the your environment uses compatible versions: reqwest library: error sending request';
const BAD_TOKEN =
  'invalid service account token, please make sure you provide a valid service account token as parameter:  service account';

/** Each text was thrown by @1password/sdk 0.5.0, most of them against a local server that answered with one status. */
const OBSERVED = {
  unauthorised: [
    'authentication error: you are not authenticated',
    "authentication error: you don't have the right permissions to access this resource",
    'authentication error: resource not found',
    'bad credentials, please retry: failed to authenticate',
    'session expired',
    'bad service account token, please rotate it: failed to authenticate',
    'authentication error: verifying the server hash in the SRP exchange: Server hash was invalid, shared key mismatch',
    'authentication error: secret key from lookup response did not match local sk',
    'authentication error: the server returned a session for a different user than expected',
    'invalid user input: encountered the following errors: service account token had invalid format',
    `${BAD_TOKEN} token base64 decoding failed, please create another token`,
    `${BAD_TOKEN} deserialization failed, please create another token`,
    'createClient requires either `auth` (service account token) or `oidcFetcher` (workload identity).',
    'unlocking vaults when listing vaults: DecryptingSymmetricKey(GcmFailedToDecrypt)',
  ],
  forbidden: [
    `you do not have the right permissions to perform this action: ${VAULT}`,
    `you do not have the right permissions to perform this action: ${ITEM}`,
    'you do not have the right permissions to perform this action: not sufficient permissions for the item update operation',
  ],
  not_found: [
    "item couldn't be found",
    "vault couldn't be found",
    "file couldn't be found",
    'item is not in an active state',
    'error resolving secret reference: no vault matched the secret reference query',
    'error resolving secret reference: no item matched the secret reference query',
    'error resolving secret reference: no section matched the secret reference query',
    'error resolving secret reference: the specified field cannot be found within the item',
  ],
  ambiguous: [
    'error resolving secret reference: more than one vault matched the secret reference query',
    'error resolving secret reference: more than one item matched the secret reference query',
    'error resolving secret reference: more than one field matched the secret reference',
  ],
  conflict: [
    `data conflict occurred on the server: ${VAULT}`,
    `data conflict occurred on the server: ${ITEM}`,
    'data conflict occurred on the server: race condition when updating items in the same vault',
    'invalid user input: encountered the following errors: The submitted item is not up to date. Refetch the item and retry the request.',
    'item update failed: incorrect item version',
  ],
  rate_limited: [
    'authentication error: rate limit exceeded',
    `${VAULT}: rate limit exceeded`,
    `${ITEM}: rate limit exceeded`,
    `error resolving secret reference: unable to retrieve vaults: ${VAULT}: rate limit exceeded`,
    `unlocking vault when retrieving item: ${VAULT}: rate limit exceeded`,
  ],
  unavailable: [
    'authentication error: internal server error',
    'internal server error',
    'authentication error: unexpected status code in response: 503 Service Unavailable',
    'unexpected status code in response: 502 Bad Gateway',
    `authentication error: ${TRANSPORT}`,
    TRANSPORT,
    `unlocking vault when listing items: ${TRANSPORT}`,
    'authentication error: a conflict occurred on the server. this usually happens due to a race condition in requests',
    'authentication error: unknown device status returned by auth lookup',
    'unknown item patch failure',
  ],
  timeout: ['authentication error: request timeout', 'request timeout'],
  unsupported: [
    'invalid user input: encountered the following errors: cannot update item abc. Editing is not supported for unsupported fields,',
    "invalid user input: encountered the following errors: can't update the item's category",
    'error resolving secret reference: TOTP attribute can only be applied to TOTP-type fields',
    'error resolving secret reference: TOTP code could not be generated: SecretNotBase32',
    'unable to generate one-time password: SecretNotBase32',
  ],
  malformed: [
    'authentication error: bad request',
    'bad request',
    'bad input passed by the user: bad request body when updating items',
    'bad input passed by the user: item is too big',
    'invalid user input: encountered the following errors: the provided ID is not in a valid format',
    'data did not match any variant of untagged enum Invocation at line 1 column 90',
    'error resolving secret reference: the secret reference could not be parsed: invalid character',
    'error decrypting item details',
    'error decrypting item overview when listing items',
    'error decrypting vault overview when listing vaults',
    'when decrypting request body: Aes(InvalidTag)',
    'when deserializing HTTP responses into the corresponding types in authenticated requests: <redacted json data error>',
    'authentication error: InvalidPbkdf2Iterations',
    'updated items were not found in the server response',
  ],
} as const;

describe('an error text of the SDK', () => {
  for (const [kind, texts] of Object.entries(OBSERVED)) {
    it.each(texts)(`%s is ${kind}`, (text) => {
      expect(kindOf(text)).toBe(kind);
    });
  }

  it('that is unknown is unavailable and retryable, never not_found', () => {
    fc.assert(
      fc.property(fc.lorem(), (text) => {
        const error = classifySdkError({ message: text, rateLimited: false });
        expect([error.kind, error.retryable]).toEqual(['unavailable', true]);
      }),
    );
  });

  it('does not get into what we say about it', () => {
    const marked = `canary-7f3 ops_secret`;
    for (const text of [marked, ...Object.values(OBSERVED).flat()]) {
      const error = classifySdkError({ message: `${marked} ${text}`, rateLimited: false });
      expect(`${error.stack}${error.nextStep}${JSON.stringify(error)}`).not.toMatch(/canary-7f3|ops_secret/);
      expect(error.cause).toBeUndefined();
      expect([error.message, error.nextStep]).not.toContain('');
    }
  });

  it('counts as rate limited by its class, whatever its words', () => {
    expect(kindOf("item couldn't be found", true)).toBe('rate_limited');
  });

  it('tells a broken connection from an answer', () => {
    expect(isTransportFailure({ message: `authentication error: ${TRANSPORT}`, rateLimited: false })).toBe(
      true,
    );
    expect(isTransportFailure({ message: 'internal server error', rateLimited: false })).toBe(false);
  });
});
