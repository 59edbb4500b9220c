import type { Login, SecretProvider } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

const refuse = () =>
  Promise.reject(new SecretProviderError('unsupported', 'This stand-in reads logins and nothing else.'));

/** A backend whose answers and moments a test decides, for what no real one can be made to do at will. */
export function scriptedProvider(readLogin: () => Promise<Login>): SecretProvider {
  return {
    capabilities: { mode: 'connect', batchRead: false, write: 'none', writeAccessKnown: false },
    check: refuse,
    listVaults: refuse,
    listItems: refuse,
    readLogin,
    readLogins: async (references) =>
      Promise.all(references.map(async (reference) => ({ reference, outcome: await readLogin() }))),
    readOneTimePassword: refuse,
    readOneTimePasswordField: refuse,
    readField: refuse,
    checkWriteAccess: refuse,
    writeFields: refuse,
    createLogin: refuse,
    rateBudget: () => null,
    clockSkewMs: () => null,
    close: async () => {},
  };
}
