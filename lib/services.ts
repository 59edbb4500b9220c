import type { AccessDeps } from '@/lib/access/access-deps';
import { createAuth } from '@/lib/access/auth';
import { ItemOverviews } from '@/lib/connections/item-overviews';
import { createProviderRegistry } from '@/lib/connections/provider-registry';
import { deriveAuthSecret } from '@/lib/crypto/derive';
import { EnvKeyProvider } from '@/lib/crypto/key-provider';
import { openDatabase } from '@/lib/db/database';
import { type Notifications, openNotifications } from '@/lib/db/notifications';
import { createWorkspaceKeys } from '@/lib/db/workspace-keys';
import { createWorkspaceSecrets, type WorkspaceSecrets } from '@/lib/db/workspace-secrets';
import type { Env } from '@/lib/env';
import { systemClock } from '@/lib/kernel/clock';
import { describeError, type Log } from '@/lib/log';
import type { ResolverDeps } from '@/lib/resolver/resolver-deps';
import { SingleFlight } from '@/lib/resolver/single-flight';
import { createServiceAccountProvider } from '@/lib/secrets/onepassword/service-account/service-account-provider';

/** Everything the doors of the product (HTTP, worker) are handed; opened once in a process, closed at its end. */
export interface Services extends AccessDeps, ResolverDeps {
  env: Env;
  log: Log;
  workspaceSecrets: WorkspaceSecrets;
  itemOverviews: ItemOverviews;
  notifications: Notifications;
  close(): Promise<void>;
}

export const VERSION = '0.1.0';

export function openServices(env: Env, log: Log, options: { signInRateLimit?: boolean } = {}): Services {
  const clock = systemClock;
  const db = openDatabase(env.databaseUrl);
  const keys = createWorkspaceKeys(db, new EnvKeyProvider(env.kek));
  const { allowedTokenHosts } = env;
  const providers = createProviderRegistry(keys, (token) =>
    createServiceAccountProvider({
      token,
      allowedHosts: allowedTokenHosts,
      clock,
      integrationVersion: VERSION,
    }),
  );
  const auth = createAuth({
    people: db.people,
    secret: deriveAuthSecret(env.kek).reveal(),
    baseUrl: env.baseUrl,
    rateLimit: options.signInRateLimit ?? true,
    log: (message) => log.warn({ source: 'auth' }, message),
  });
  const notifications = openNotifications(env.databaseUrl, (error) =>
    log.warn(describeError(error), 'the notification listener lost its connection'),
  );
  const connections = { db, keys, clock, providers, allowedTokenHosts };
  return {
    ...connections,
    env,
    log,
    auth,
    notifications,
    workspaceSecrets: createWorkspaceSecrets(db, keys),
    itemOverviews: new ItemOverviews(connections),
    loginFlights: new SingleFlight(),
    async close() {
      await providers.close();
      await notifications.close();
      await db.close();
    },
  };
}
