import { Problem } from '@/lib/contract/problem';
import { openSecret } from '@/lib/crypto/open';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import type { Secret } from '@/lib/kernel/secret';
import type { SecretProvider } from '@/lib/secrets/provider';
import type { ConnectionRow } from './connection-store';

export type ProviderFactory = (token: Secret) => SecretProvider;

/**
 * One long-lived provider per connection in this process: signing in costs half a second, a read fifteen milliseconds.
 * A provider is dropped when its connection is disabled, removed or gets another token.
 */
export interface ProviderRegistry {
  /** Opens the sealed token on first use. Throws `secret_provider_disabled` for a disabled connection. */
  forConnection(connection: ConnectionRow): Promise<SecretProvider>;
  /** A provider that nobody keeps: for checking a token before it is saved. The caller closes it. */
  forToken(token: Secret): SecretProvider;
  release(connectionId: string): Promise<void>;
  close(): Promise<void>;
}

export const tokenContext = (connectionId: string) =>
  ({ purpose: 'conn-token', table: 'secret_provider', column: 'token_sealed', rowId: connectionId }) as const;

export function createProviderRegistry(
  keys: WorkspaceKeys,
  createProvider: ProviderFactory,
): ProviderRegistry {
  const live = new Map<string, { tokenSealed: string; provider: Promise<SecretProvider> }>();

  async function open(connection: ConnectionRow): Promise<SecretProvider> {
    if (!connection.tokenSealed)
      throw new Problem('token_malformed', { message: 'The connection has no token.' });
    const keyring = await keys.keyring(connection.workspaceId);
    return createProvider(openSecret(keyring, tokenContext(connection.id), connection.tokenSealed));
  }

  async function release(connectionId: string): Promise<void> {
    const entry = live.get(connectionId);
    live.delete(connectionId);
    const provider = await entry?.provider.catch(() => undefined);
    await provider?.close();
  }

  return {
    async forConnection(connection) {
      if (connection.status !== 'active') {
        await release(connection.id);
        throw new Problem('secret_provider_disabled', {
          message: `The connection ${connection.name} is disabled.`,
          hint: 'Enable it under Settings, Integrations.',
        });
      }
      // The sealed token names the token: another process may have replaced it.
      const tokenSealed = Buffer.from(connection.tokenSealed ?? []).toString('base64');
      const known = live.get(connection.id);
      if (known?.tokenSealed === tokenSealed) return known.provider;
      if (known) await release(connection.id);
      const provider = open(connection);
      live.set(connection.id, { tokenSealed, provider });
      provider.catch(() => live.delete(connection.id));
      return provider;
    },
    forToken: createProvider,
    release,
    async close() {
      await Promise.all([...live.keys()].map(release));
    },
  };
}
