import { ActRecorder } from '@/lib/audit/act-recorder';
import { ChainWriter } from '@/lib/audit/chain-writer';
import { followChanges } from '@/lib/connections/announce-change';
import { ItemOverviews } from '@/lib/connections/item-overviews';
import { createProviderFactory, type ProviderSurroundings } from '@/lib/connections/provider-factory';
import { createProviderRegistry } from '@/lib/connections/provider-registry';
import { UsageRecorder } from '@/lib/connections/provider-usage';
import { type AuditKeys, auditKeysOf } from '@/lib/crypto/audit-key';
import { EnvKeyProvider } from '@/lib/crypto/key-provider';
import { openDatabase } from '@/lib/db/database';
import { type Notifications, openNotifications } from '@/lib/db/notifications';
import { createWorkspaceKeys } from '@/lib/db/workspace-keys';
import { createWorkspaceSecrets, type WorkspaceSecrets } from '@/lib/db/workspace-secrets';
import type { Env } from '@/lib/env';
import { type Clock, systemClock } from '@/lib/kernel/clock';
import { VERSION } from '@/lib/kernel/version';
import { describeError, type Log } from '@/lib/log';
import { createTargetPolicy, type TargetPolicy } from '@/lib/net/target-policy';
import type { ResolverDeps } from '@/lib/resolver/resolver-deps';
import { openResolving } from '@/lib/resolver/resolving';
import { rotationCandidate } from '@/lib/rotation/rotation-candidate';
import type { RunLimits } from '@/lib/runs/run-limits';
import { cliPermission } from '@/lib/secrets/onepassword/cli/cli-policy';
import { NewEntries } from '@/lib/vault/new-entries';

/**
 * What every process of the product is handed; opened once, closed at its end. The web process has more
 * (lib/web-services.ts): a worker has no people, and loading what keeps them would slow its start.
 */
export interface Services extends ResolverDeps {
  env: Env;
  log: Log;
  workspaceSecrets: WorkspaceSecrets;
  /** For acts without a transaction of their own; the others call recordAct. */
  audit: ActRecorder;
  auditKeys: AuditKeys;
  newEntries: NewEntries;
  itemOverviews: ItemOverviews;
  notifications: Notifications;
  webhookTargets: TargetPolicy;
  runs: RunLimits;
  /** Within [0, 1), for spreading work over time; never for a secret. */
  random: () => number;
  close(): Promise<void>;
}

/** How often the calls to 1Password are added up for all processes. */
const USAGE_MS = 5_000;

export function openServices(env: Env, log: Log): Services {
  const clock = systemClock;
  const auditKeys = auditKeysOf(env.kek, env.formerKeks);
  const db = openDatabase(env.databaseUrl, { auditKeys });
  const chains = new ChainWriter(db, auditKeys);
  const audit = new ActRecorder(chains);
  const newEntries = new NewEntries(chains);
  const keys = createWorkspaceKeys(db, new EnvKeyProvider(env.kek, env.formerKeks));
  const surroundings = providerSurroundings(env, clock);
  const providers = createProviderRegistry(keys, createProviderFactory(surroundings));
  const notifications = openNotifications(env.databaseUrl, (error) =>
    log.warn(describeError(error), 'the notification listener lost its connection'),
  );
  const usage = new UsageRecorder({ db, clock, providers });
  const connections = { db, keys, clock, providers, surroundings, usage };
  followChanges(notifications, providers).catch((error: unknown) =>
    log.error(describeError(error), 'changes of connections are not followed'),
  );
  const resolving = openResolving(db, notifications, (error, what) => log.warn(describeError(error), what));
  const recordUsage = () =>
    usage.record().catch((error: unknown) => log.warn(describeError(error), 'usage was not recorded'));
  const recording = setInterval(recordUsage, USAGE_MS);
  recording.unref();
  return {
    ...connections,
    env,
    log,
    notifications,
    runs: { retryDelaysMs: env.runRetryDelaysMs, answerMs: env.runAnswerMs },
    webhookTargets: createTargetPolicy(env.webhookTargets, ownPorts(env)),
    workspaceSecrets: createWorkspaceSecrets(db, keys),
    audit,
    auditKeys,
    newEntries,
    itemOverviews: new ItemOverviews(connections),
    random: Math.random,
    resolving,
    rotationCandidate: (key) => rotationCandidate({ db, keys }, key),
    codeLifeLeftMs: env.codeLifeLeftMs,
    async close() {
      clearInterval(recording);
      await recordUsage();
      await providers.close();
      await resolving.close();
      await notifications.close();
      await newEntries.close();
      await audit.close();
      await db.close();
    },
  };
}

function providerSurroundings(env: Env, clock: Clock): ProviderSurroundings {
  return {
    clock,
    integrationVersion: VERSION,
    allowedTokenHosts: env.allowedTokenHosts,
    connectTargets: createTargetPolicy(env.connectTargets, ownPorts(env)),
    opPath: env.opPath,
    opItemsHaveNoPasskeys: env.opItemsHaveNoPasskeys,
    cli: cliPermission({ production: !env.demo && env.production, allowedByOperator: env.allowOpCli }),
  };
}

/** Where the product and its database listen: nothing that a person types may lead there. */
function ownPorts({ port, databaseUrl }: Env): number[] {
  return [port, Number(new URL(databaseUrl).port || 5432)];
}
