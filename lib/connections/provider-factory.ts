import { Problem } from '@/lib/contract/problem';
import type { ProviderMode } from '@/lib/contract/secret-provider';
import { assertNever, invariant } from '@/lib/kernel/assert';
import type { Clock } from '@/lib/kernel/clock';
import type { Secret } from '@/lib/kernel/secret';
import type { TargetPolicy } from '@/lib/net/target-policy';
import type { CliPermission } from '@/lib/secrets/onepassword/cli/cli-policy';
import { createCliProvider } from '@/lib/secrets/onepassword/cli/cli-provider';
import { createConnectProvider } from '@/lib/secrets/onepassword/connect/connect-provider';
import { readTokenFrom } from '@/lib/secrets/onepassword/connect/token-source';
import { createServiceAccountProvider } from '@/lib/secrets/onepassword/service-account/service-account-provider';
import type { SecretProvider } from '@/lib/secrets/provider';
import type { ConnectionSettings } from './connection-settings';
import { PLAN_LIMITS } from './connection-settings';

/** A connection as far as a provider is concerned. The token is null where it is kept elsewhere. */
export interface ProviderDraft {
  mode: ProviderMode;
  settings: ConnectionSettings;
  token: Secret | null;
}

export type ProviderFactory = (draft: ProviderDraft) => SecretProvider;

/** What the operator decides about connections, read from the environment once. */
export interface ProviderSurroundings {
  clock: Clock;
  integrationVersion: string;
  /** Hosts besides 1Password's own that a service account token may point to. */
  allowedTokenHosts: readonly string[];
  /** Where Connect servers may be. */
  connectTargets: TargetPolicy;
  opPath: string;
  cli: CliPermission;
  /** Writing through `op` drops passkeys that it does not show; only the operator can say that there are none. */
  opItemsHaveNoPasskeys: boolean;
}

export function createProviderFactory(surroundings: ProviderSurroundings): ProviderFactory {
  const { clock, allowedTokenHosts } = surroundings;
  return ({ mode, settings, token }) => {
    switch (mode) {
      case 'service_account': {
        invariant(token, 'a service account has its token');
        const limits = PLAN_LIMITS[settings.plan];
        return createServiceAccountProvider({
          token,
          allowedHosts: allowedTokenHosts,
          clock,
          integrationVersion: surroundings.integrationVersion,
          hourlyLimits: { reads: limits.hour, writes: limits.hourlyWrites },
        });
      }
      case 'connect':
        invariant(settings.baseUrl, 'a Connect server has an address');
        return createConnectProvider({
          baseUrl: settings.baseUrl,
          ...(settings.caPem ? { caPem: settings.caPem } : {}),
          token: token ?? readTokenFrom({ env: settings.tokenEnv ?? '' }),
          targetPolicy: surroundings.connectTargets,
          clock,
        });
      case 'cli':
        refuseForbiddenCli(surroundings.cli);
        return createCliProvider({
          opPath: surroundings.opPath,
          mode: token
            ? { kind: 'service_account', token }
            : { kind: 'account', account: settings.account ?? '' },
          clock,
          allowedHosts: allowedTokenHosts,
          itemsHaveNoPasskeys: surroundings.opItemsHaveNoPasskeys,
        });
      default:
        return assertNever(mode);
    }
  };
}

/** Asked at every opening, not only when connecting: an operator may withdraw the permission. */
export function refuseForbiddenCli(permission: CliPermission): void {
  if (permission.allowed) return;
  throw new Problem('provider_mode_refused', {
    message: permission.reason,
    hint: permission.nextStep,
    fields: [{ field: 'mode', message: 'Not allowed on this server' }],
  });
}
