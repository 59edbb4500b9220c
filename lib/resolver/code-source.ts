import { callProvider } from '@/lib/connections/call-provider';
import { clockState } from '@/lib/connections/clock-policy';
import { Problem } from '@/lib/contract/problem';
import type { OneTimePassword, SecretProvider } from '@/lib/secrets/provider';
import { openStored } from '@/lib/vault/entry-secrets';
import { requireFieldReference } from '@/lib/vault/field-mapping';
import { referenceOf } from './item-reference';
import type { Resolvable } from './resolvable-entry';
import type { ResolverDeps } from './resolver-deps';
import { codeFromSeed } from './stored-one-time-code';

/** Where the codes of an entry come from. */
export interface CodeSource {
  /** Names the seed, whichever entry or connection it is reached through. */
  seedKey: string;
  /** A live code, with the step that it is of. */
  read(signal?: AbortSignal): Promise<OneTimePassword>;
  /** The clock that steps are counted by minus ours. Throws `clock_unusable` when they are too far apart. */
  skewMs(): number;
}

export function codeSourceOf(deps: ResolverDeps, { entry, connection }: Resolvable): CodeSource {
  if (entry.source === 'stored') {
    return {
      seedKey: `entry/${entry.id}`,
      async read() {
        const keyring = await deps.keys.keyring(entry.workspaceId);
        const seed = openStored(keyring, entry, 'totpSecret');
        if (!seed) throw noSeed();
        return codeFromSeed(seed, deps.clock.now());
      },
      skewMs: () => usable(deps.providers.worldClockSkewMs()),
    };
  }
  if (entry.source !== 'provider' || !connection) throw noSeed();
  const mapped = entry.fieldReferences.one_time_password;
  return {
    seedKey: mapped === undefined ? `item/${entry.secretRef}` : `field/${mapped}`,
    read: (signal) => {
      const options = signal ? { signal } : {};
      const read = (provider: SecretProvider) =>
        mapped === undefined
          ? provider.readOneTimePassword(referenceOf(entry), options)
          : provider.readOneTimePasswordField(requireFieldReference(mapped), options);
      return callProvider(deps, connection, read, { mayUseReserve: true });
    },
    skewMs: () => usable(deps.providers.clockSkewMs(connection.id) ?? connection.clockSkewMs),
  };
}

function usable(skewMs: number | null): number {
  if (skewMs === null || clockState(skewMs) !== 'unusable') return skewMs ?? 0;
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  throw new Problem('clock_unusable', {
    message: `The clocks of this server and of 1Password are ${seconds} s apart: a one-time code would be refused.`,
    hint: 'Let the clock of this server be set by NTP, or that of the Connect server.',
    extra: { skew_ms: skewMs },
  });
}

function noSeed(): Problem {
  return new Problem('item_unusable', {
    message: 'The entry has no one-time password.',
    hint: 'Add an authenticator secret to the item or to the entry.',
  });
}
