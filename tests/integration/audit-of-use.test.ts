import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAuditRecords } from '@/lib/audit-log/list-audit-records';
import { verifyAuditLog } from '@/lib/audit-log/verify-audit-log';
import { checkWriteAccess } from '@/lib/connections/check-write-access';
import { clearCachedSecrets } from '@/lib/connections/clear-cached-secrets';
import { disconnectSecretProvider } from '@/lib/connections/disconnect-secret-provider';
import { replaceToken } from '@/lib/connections/replace-token';
import { setConnectionStatus } from '@/lib/connections/set-connection-status';
import { testSecretProvider } from '@/lib/connections/test-secret-provider';
import { updateSecretProvider } from '@/lib/connections/update-secret-provider';
import type { AuditRecordView } from '@/lib/contract/audit-log';
import { executeRun } from '@/lib/runs/execute-run';
import { startRun } from '@/lib/runs/start-run';
import { demoUser } from '@/lib/sandbox/demo-user';
import { READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import { demoWorkflow } from '@/lib/server/demo-workflow';
import { prepareQueue } from '@/lib/server/queue';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { startChromium } from '@/tests/support/chromium';
import { controlPost, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

let world: ProductWorld;
let browser: Browser;
beforeAll(async () => {
  world = await startProductWorld();
  browser = await startChromium();
  await prepareQueue(world.services.env.databaseUrl);
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** Oldest first. */
async function recordsOf(filter: { object?: string; actor?: string }): Promise<AuditRecordView[]> {
  const page = await listAuditRecords(world.services, world.actor, { ...filter, limit: 100 });
  return page.data.reverse();
}

test('all that is done to a connection is on record, and no word of a token', async () => {
  const { services, actor } = world;
  const { id } = await world.connect('recorded');
  const token = world.onepassword.token(READ_WRITE_ACCOUNT);
  await updateSecretProvider(services, actor, { id, change: { name: 'renamed', cache_ttl_seconds: 0 } });
  await testSecretProvider(services, actor, id);
  await controlPost(world, '/throttle', { seconds: 60 });
  await testSecretProvider(services, actor, id);
  await fetch(`${world.onepassword.controlUrl}/faults`, { method: 'DELETE' });
  await testSecretProvider(services, actor, id);
  await checkWriteAccess(services, actor, { id, vault_id: world.vaultId('Automation'), probe: false });
  await clearCachedSecrets(services, actor, id);
  await replaceToken(services, actor, { id, token, apply: false });
  await replaceToken(services, actor, { id, token, apply: true });
  await setConnectionStatus(services, actor, { id, status: 'disabled' });
  await setConnectionStatus(services, actor, { id, status: 'disabled' });
  await setConnectionStatus(services, actor, { id, status: 'active' });
  await disconnectSecretProvider(services, actor, id);

  const records = await recordsOf({ object: id });
  expect(records.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'connection.created success',
    'connection.updated success',
    'connection.tested success',
    'connection.tested failure',
    'connection.tested success',
    'connection.write_access_checked success',
    'connection.cache_cleared success',
    'token.replaced success',
    'connection.disabled success',
    'connection.enabled success',
    'connection.deleted success',
  ]);
  expect(records[1]?.detail).toEqual({ name: 'renamed', changed: ['name', 'cache_ttl_seconds'] });
  expect(records[3]?.detail).toMatchObject({ reason: 'rate_limited' });
  expect(JSON.stringify(records)).not.toContain(token.slice(0, 12));
});

test('a run leaves who started it, and every use of a secret: read, typed, code taken', async () => {
  const { services, actor } = world;
  const connection = await world.connect('1Password', 0);
  const entry = await world.bind(connection, 'Acme Prod Login', 'acme-prod');
  const workflow = await createWorkflow(services, actor, demoWorkflow(world.site.url));
  const { id: runId } = await startRun(services, actor, { workflow_id: workflow.id });
  const deps = { ...services, browser: async () => browser, insecureHosts: ['127.0.0.1'] };
  await executeRun(deps, { workspaceId: actor.workspaceId, runId }, new AbortController().signal);

  expect(await recordsOf({ object: runId })).toMatchObject([
    { action: 'run.started', actor: { kind: 'person', name: 'Olga' }, detail: { workflow_id: workflow.id } },
  ]);
  const uses = await recordsOf({ object: entry.id });
  expect(uses).toMatchObject([
    { action: 'entry.created', detail: { source: 'provider', connection_id: connection.id } },
    { action: 'secret.resolved', actor: { kind: 'system' }, detail: { run_id: runId, from: 'live' } },
    { action: 'code.taken', detail: { run_id: runId } },
    { action: 'secret.filled', outcome: 'success', detail: { run_id: runId, step: 2 } },
  ]);
  const text = JSON.stringify(uses);
  for (const secret of [demoUser.username, demoUser.password]) expect(text).not.toContain(secret);
});

test('and the chain of it all verifies', async () => {
  expect(await verifyAuditLog(world.services, world.actor, {})).toMatchObject({
    verified: true,
    fault: null,
  });
});
