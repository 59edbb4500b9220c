import { type Client, createClient } from '@1password/sdk';
import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { createServiceAccountProvider } from '@/lib/secrets/onepassword/service-account/service-account-provider';
import type { SecretProvider } from '@/lib/secrets/provider';

/** The official SDK as its README shows it, in this thread. */
export function bareClient(token: string): Promise<Client> {
  return createClient({ auth: token, integrationName: 'Latchkey Bench', integrationVersion: '1.0.0' });
}

export function ourServiceAccount(token: string): SecretProvider {
  return createServiceAccountProvider({
    token: Secret.of(token),
    allowedHosts: ['127.0.0.1:*'],
    clock: systemClock,
    integrationVersion: '1.0.0',
  });
}
