import { Problem } from '@/lib/contract/problem';
import { providerMode } from '@/lib/contract/secret-provider';
import { openSecret } from '@/lib/crypto/open';
import type { WorkspaceKeys } from '@/lib/db/workspace-keys';
import { newId } from '@/lib/kernel/id';
import type { RateBudget, SecretProvider } from '@/lib/secrets/provider';
import { connectionSettings } from './connection-settings';
import type { CallableConnection } from './connection-store';
import type { ProviderDraft, ProviderFactory } from './provider-factory';

/**
 * One long-lived provider per connection in this process: signing in costs half a second, a read fifteen milliseconds.
 * A provider is dropped when its connection is disabled, removed or gets another token or address.
 */
export interface ProviderRegistry {
  /** Tells this registry from those of other processes. */
  readonly id: string;
  /** Opens the sealed token on first use. Throws `secret_provider_disabled` for a disabled connection. */
  forConnection(connection: CallableConnection): Promise<SecretProvider>;
  /** A provider that nobody keeps: for checking before anything is saved. The caller closes it or has it adopted. */
  forDraft(draft: ProviderDraft): SecretProvider;
  /** Keeps a checked provider for the row it was saved as: its sign-in is not paid for twice. */
  adopt(connection: CallableConnection, provider: SecretProvider): Promise<void>;
  release(connectionId: string): Promise<void>;
  /** The clock on the other side minus ours, as this process last learnt it; null when it does not know. */
  clockSkewMs(connectionId: string): number | null;
  /** The same of whichever connection knows 1Password's own time, for codes that are computed here. */
  worldClockSkewMs(): number | null;
  /** What each live provider has counted, for the usage of the connection. */
  budgets(): Promise<Array<{ workspaceId: string; connectionId: string; budget: RateBudget }>>;
  close(): Promise<void>;
}

export const tokenContext = (connectionId: string) =>
  ({ purpose: 'conn-token', table: 'secret_provider', column: 'token_sealed', rowId: connectionId }) as const;

interface LiveProvider {
  workspaceId: string;
  /** Token, mode and settings as the row had them: another process may have replaced any of them. */
  likeness: string;
  provider: Promise<SecretProvider>;
  opened: SecretProvider | null;
}

export function createProviderRegistry(
  keys: WorkspaceKeys,
  createProvider: ProviderFactory,
): ProviderRegistry {
  const live = new Map<string, LiveProvider>();

  async function open(connection: CallableConnection): Promise<SecretProvider> {
    const { tokenSealed, workspaceId, id } = connection;
    const keyring = await keys.keyring(workspaceId);
    return createProvider({
      mode: providerMode.parse(connection.mode),
      settings: connectionSettings.parse(connection.settings),
      token: tokenSealed && openSecret(keyring, tokenContext(id), tokenSealed),
    });
  }

  async function release(connectionId: string): Promise<void> {
    const entry = live.get(connectionId);
    live.delete(connectionId);
    const provider = await entry?.provider.catch(() => undefined);
    await provider?.close();
  }

  function keep(connection: CallableConnection, provider: Promise<SecretProvider>): Promise<SecretProvider> {
    const { id, workspaceId } = connection;
    const entry: LiveProvider = {
      workspaceId,
      likeness: likenessOf(connection),
      provider,
      opened: null,
    };
    live.set(id, entry);
    provider.then(
      (opened) => {
        entry.opened = opened;
      },
      () => {
        if (live.get(id) === entry) live.delete(id);
      },
    );
    return provider;
  }

  return {
    id: newId(),
    async forConnection(connection) {
      if (connection.status !== 'active') {
        await release(connection.id);
        throw disabled(connection.name);
      }
      const known = live.get(connection.id);
      if (known?.likeness === likenessOf(connection)) return known.provider;
      if (known) await release(connection.id);
      return keep(connection, open(connection));
    },
    forDraft: createProvider,
    async adopt(connection, provider) {
      await release(connection.id);
      await keep(connection, Promise.resolve(provider));
    },
    release,
    clockSkewMs: (connectionId) => live.get(connectionId)?.opened?.clockSkewMs() ?? null,
    worldClockSkewMs() {
      for (const { opened } of live.values()) {
        if (opened?.capabilities.mode === 'service_account') return opened.clockSkewMs();
      }
      return null;
    },
    async budgets() {
      const counted = [...live].map(async ([connectionId, { workspaceId, provider }]) => {
        const budget = (await provider.catch(() => null))?.rateBudget() ?? null;
        return budget ? [{ workspaceId, connectionId, budget }] : [];
      });
      return (await Promise.all(counted)).flat();
    },
    async close() {
      await Promise.all([...live.keys()].map(release));
    },
  };
}

function likenessOf({ tokenSealed, mode, settings }: CallableConnection): string {
  return [mode, Buffer.from(tokenSealed ?? []).toString('base64'), JSON.stringify(settings)].join(' ');
}

export function disabled(name: string): Problem {
  return new Problem('secret_provider_disabled', {
    message: `The connection ${name} is disabled.`,
    hint: 'An admin can enable it under Settings, Integrations.',
  });
}
