import { systemClock } from '@/lib/kernel/clock';
import { Secret } from '@/lib/kernel/secret';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import { createServiceAccountProvider } from '@/lib/secrets/onepassword/service-account/service-account-provider';
import { providerSuite } from './provider-suite';
import { startSeeded } from './sandbox-session';

providerSuite({
  name: 'a service account',
  create: async () => {
    const sandbox = await startSeeded();
    const provider = (account: string) =>
      createServiceAccountProvider({
        token: Secret.of(sandbox.token(account)),
        allowedHosts: ['127.0.0.1:*'],
        clock: systemClock,
        integrationVersion: '1.0.0',
      });
    return {
      sandbox,
      provider: provider(READ_WRITE_ACCOUNT),
      readOnly: provider(READ_ONLY_ACCOUNT),
      itemRead: 'GET .*/item/',
    };
  },
});
