import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { listAuditRecords } from '@/lib/audit-log/list-audit-records';
import type { SignInOutcome } from '@/lib/browser/sign-in-outcome';
import { runStatements } from '@/lib/db/run-statements';
import { Secret } from '@/lib/kernel/secret';
import { adoptLeftovers } from '@/lib/rotation/adopt-leftovers';
import { answerRotation } from '@/lib/rotation/answer-rotation';
import { getRotation } from '@/lib/rotation/get-rotation';
import { inspectRotation } from '@/lib/rotation/inspect-rotation';
import { JournalEffects } from '@/lib/rotation/journal-effects';
import { formatMarker } from '@/lib/rotation/marker-policy';
import type { Claim } from '@/lib/rotation/rotation-effects';
import { startRotation } from '@/lib/rotation/start-rotation';
import { shredRotations } from '@/lib/rotation/sweep-rotations';
import { getRun } from '@/lib/runs/get-run';
import { claimRun } from '@/lib/runs/run-lease';
import { startRun } from '@/lib/runs/start-run';
import { parseSecretReference } from '@/lib/secrets/secret-reference';
import { prepareQueue } from '@/lib/server/queue';
import { rememberedOutcome } from '@/lib/sign-ins/refusals';
import { createEntry } from '@/lib/vault/create-entry';
import { deleteEntry } from '@/lib/vault/delete-entry';
import { updateEntry } from '@/lib/vault/update-entry';
import { createWorkflow } from '@/lib/workflows/create-workflow';
import { onServer } from '@/tests/support/database-cluster';
import { editItem, type ProductWorld, startProductWorld } from '@/tests/support/product-world';

const TITLE = 'Northwind Orders';

let world: ProductWorld;
let workspaceId: string;
let entryId: string;

beforeAll(async () => {
  world = await startProductWorld();
  await prepareQueue(world.services.env.databaseUrl);
  workspaceId = world.actor.workspaceId;
  entryId = (await world.bind(await world.connect(), TITLE)).id;
});

afterAll(() => world.close());

afterEach(() =>
  world.services.db.withWorkspace(workspaceId, (tx) => tx.rotation.deleteMany({ where: { workspaceId } })),
);

const withHosts = () => ({ ...world.services, insecureHosts: world.services.env.insecureHosts });

function journalOf(rotationId: string): JournalEffects {
  return new JournalEffects(withHosts(), { workspaceId, rotationId }, new AbortController().signal);
}

async function claimed(id: string): Promise<Claim> {
  const claim = await journalOf(id).claim();
  if (!claim) throw new Error('the rotation is not to be had');
  return claim;
}

/** A rotation that was sent to the site and could not be settled, with both passwords in its journal. */
async function unsettled(reason: 'no_password_works' | 'item_gone' = 'no_password_works'): Promise<string> {
  const { id } = await startRotation(world.services, world.actor, { entryId, trigger: 'person' });
  const claim = await claimed(id);
  const kept = {
    previous: Secret.of('Old-password-7'),
    candidate: Secret.of('New-password-8'),
    username: Secret.of('ada'),
  };
  await journalOf(id).save(claim.journal, { ...kept, submits: 1, state: 'needs_human', reason });
  return id;
}

function rowOf(id: string) {
  return world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.rotation.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } }, include: { key: true } }),
  );
}

async function readItem(secretRef: string | null) {
  const parsed = parseSecretReference(secretRef ?? '');
  if (!parsed.ok) throw new Error('the entry is not bound');
  const connection = await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.secretProvider.findFirstOrThrow({ where: { workspaceId } }),
  );
  return (await world.services.providers.forConnection(connection)).readLogin(parsed.reference);
}

test('the journal holds both passwords as ciphertext only', async () => {
  const row = await rowOf(await unsettled());
  const text = Buffer.concat(
    [row.previousSealed ?? [], row.candidateSealed ?? []].map((part) => Buffer.from(part)),
  );
  expect(text.length).toBeGreaterThan(100);
  expect(text.includes('password-')).toBe(false);
  expect(row.key).not.toBeNull();
});

test('a write that has seen another revision, or another epoch, is not taken', async () => {
  const { id } = await startRotation(world.services, world.actor, { entryId, trigger: 'person' });
  const journal = journalOf(id);
  const claim = await claimed(id);
  expect(await journalOf(id).claim()).toBeNull();
  const { epoch, revision } = claim.journal;
  expect(await journal.save({ ...claim.journal, revision: revision - 1 }, { note: 'x' })).toBeNull();
  expect(await journal.save({ ...claim.journal, epoch: epoch - 1 }, { note: 'x' })).toBeNull();
  const saved = await journal.save(claim.journal, { note: 'x' });
  expect(saved?.revision).toBe(revision + 1);
  expect(await journal.isMine(claim.journal)).toBe(false);
});

test('whoever lets go of a site calls the rotation that waits for it', async () => {
  const connection = await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.secretProvider.findFirstOrThrow({ where: { workspaceId } }),
  );
  const other = await createEntry(world.services, world.actor, {
    permissioned_user_id: 'another account of the site',
    domain: world.site.url,
    source: 'provider',
    secret_provider_id: connection.id,
    secret_ref: world.refOf('Acme Prod Login'),
  });
  const first = await startRotation(world.services, world.actor, { entryId, trigger: 'person' });
  const second = await startRotation(world.services, world.actor, { entryId: other.id, trigger: 'person' });
  const claim = await journalOf(first.id).claim();
  if (!claim) throw new Error('the rotation is not to be had');
  expect(await journalOf(second.id).claim()).toBeNull();
  // As the worker that was told so leaves it: done with for the queue.
  await onServer(world.services.env.databaseUrl, 'delete from graphile_worker._private_jobs');
  await journalOf(first.id).save(claim.journal, { state: 'skipped', reason: 'read_only' });
  expect(await waitingJobs()).toEqual([`rotation:${second.id}`]);
  await world.services.db.withWorkspace(workspaceId, async (tx) => {
    await tx.rotation.deleteMany({ where: { workspaceId } });
    await tx.vaultEntry.deleteMany({ where: { workspaceId, id: other.id } });
  });
});

async function waitingJobs(): Promise<(string | null)[]> {
  const client = new Client({ connectionString: world.services.env.databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ key: string | null }>(
    "select key from graphile_worker.jobs where key like 'rotation:%'",
  );
  await client.end();
  return rows.map(({ key }) => key);
}

test('trying again takes it up where it stood, with sign-ins allowed anew', async () => {
  const id = await unsettled();
  await answerRotation(world.services, world.actor, { id, action: 'retry_verify' });
  expect(await rowOf(id)).toMatchObject({
    state: 'verifying',
    outcome: null,
    finishedAt: null,
    proven: null,
  });
  const claim = await journalOf(id).claim();
  expect(claim?.journal.candidate?.reveal()).toBe('New-password-8');
  expect(claim?.journal.attemptsCountFrom).not.toBeNull();
  const again = answerRotation(world.services, world.actor, { id, action: 'retry_verify' });
  await expect(again).rejects.toMatchObject({ code: 'rotation_not_waiting' });
});

test('restoring is offered while the journal holds what belongs in the item, and not afterwards', async () => {
  const id = await unsettled();
  const offered = async () => (await getRotation(world.services, world.actor, id)).answers;
  expect(await offered()).toEqual(['retry_verify', 'changed_by_hand', 'restore_item', 'stop']);
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.rotation.updateMany({ where: { workspaceId, id }, data: { previousSealed: null } }),
  );
  expect(await offered()).toEqual(['retry_verify', 'changed_by_hand', 'stop']);
});

test('who asked for it and what was decided are on record', async () => {
  const id = await unsettled();
  await answerRotation(world.services, world.actor, { id, action: 'stop' });
  const { data } = await listAuditRecords(world.services, world.actor, { object: id, limit: 10 });
  const told = data.map(({ action, detail }) => [action, detail.reason, detail.entry_id]);
  expect(told.at(0)).toEqual(['rotation.decided', 'stop', entryId]);
  expect(told.at(-1)).toEqual(['rotation.requested', 'person', entryId]);
});

test('ending it leaves the item alone and keeps the secrets for a week, not longer', async () => {
  const id = await unsettled();
  await answerRotation(world.services, world.actor, { id, action: 'stop' });
  const ended = await getRotation(world.services, world.actor, id);
  expect(ended).toMatchObject({ state: 'aborted', outcome: 'aborted', reason: 'stopped_by_person' });
  const week = 7 * 24 * 3_600_000;
  const later = (ms: number) => ({
    ...world.services,
    clock: { ...world.services.clock, now: () => Date.now() + ms },
  });
  await shredRotations(later(week - 60_000));
  expect((await rowOf(id)).candidateSealed).not.toBeNull();
  await shredRotations(later(week + 60_000));
  expect(await rowOf(id)).toMatchObject({ candidateSealed: null, previousSealed: null, key: null });
});

test('sign-ins that failed in a rotation that was ended count in the next one, until one works', async () => {
  const id = await unsettled();
  const hour = 3_600_000;
  const failedAt = [3, 2, 1].map((hours) => Date.now() - hours * hour);
  const attempts = failedAt.map((at) => ({ at, candidate: 'candidate', verdict: 'refused', noted: null }));
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.rotation.updateMany({ where: { workspaceId, id }, data: { loginAttempts: attempts } }),
  );
  await answerRotation(world.services, world.actor, { id, action: 'stop' });
  const inspected = await inspectRotation(withHosts(), world.actor, { entry_id: entryId });
  expect(inspected.checks).toContainEqual(expect.objectContaining({ name: 'sign_ins', result: 'blocked' }));
  const refused = { passwordMark: new Uint8Array(32), code: 'INVALID_CREDENTIALS', at: new Date() };
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.refusedSignIn.create({ data: { workspaceId, entryId, ...refused } }),
  );
  const next = await startRotation(world.services, world.actor, { entryId, trigger: 'person' });
  const { failuresBefore, failuresElsewhere } = (await claimed(next.id)).journal;
  expect(failuresBefore.toSorted()).toEqual([...failedAt, refused.at.getTime()]);
  expect(failuresElsewhere).toEqual([refused.at.getTime()]);

  const outcome: SignInOutcome = { signedIn: true, verdict: 'accepted', evidence: [] };
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    runStatements(tx, rememberedOutcome({ workspaceId, entryId }, { ...refused, outcome, at: new Date() })),
  );
  await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.rotation.deleteMany({ where: { workspaceId, id: next.id } }),
  );
  const after = await startRotation(world.services, world.actor, { entryId, trigger: 'person' });
  expect((await claimed(after.id)).journal).toMatchObject({ failuresBefore: [], failuresElsewhere: [] });
});

test('an item that is there is given what the journal holds', async () => {
  const id = await unsettled();
  await answerRotation(world.services, world.actor, { id, action: 'restore_item' });
  const { state, secretRef } = await rowOf(id);
  expect(state).toBe('verifying');
  const item = await readItem(secretRef);
  expect([item.password.reveal(), item.pendingPassword?.reveal()]).toEqual([
    'Old-password-7',
    'New-password-8',
  ]);
});

test('a pending password that the journal does not know is not written over by restoring', async () => {
  const id = await unsettled();
  const section = 'Automation (rotation)';
  const pending = (value: string | null) =>
    editItem(world, TITLE, { fields: [{ label: 'pending password', value, type: 'concealed', section }] });
  await pending('Of-a-later-rotation-9');
  const restored = answerRotation(world.services, world.actor, { id, action: 'restore_item' });
  await expect(restored).rejects.toMatchObject({ code: 'conflict' });
  const { state, secretRef } = await rowOf(id);
  expect(state).toBe('needs_human');
  expect((await readItem(secretRef)).pendingPassword?.reveal()).toBe('Of-a-later-rotation-9');
  await pending(null);
});

test('an item that is gone is made anew, and the entry is bound to the new one', async () => {
  const before = await unsettled('item_gone');
  const old = (await rowOf(before)).secretRef ?? '';
  await fetch(`${world.onepassword.controlUrl}/items/${world.idOf(TITLE)}`, { method: 'DELETE' });
  await answerRotation(world.services, world.actor, { id: before, action: 'restore_item' });
  const { secretRef } = await rowOf(before);
  expect(secretRef).not.toBe(old);
  const item = await readItem(secretRef);
  expect([item.username.reveal(), item.password.reveal()]).toEqual(['ada', 'Old-password-7']);
  expect(item.pendingPassword?.reveal()).toBe('New-password-8');
  const entry = await world.services.db.withWorkspace(workspaceId, (tx) =>
    tx.vaultEntry.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: entryId } } }),
  );
  expect(entry.secretRef).toBe(secretRef);
});

test('an entry keeps its binding, and stays, while its password is being changed', async () => {
  await unsettled();
  const refused = { code: 'rotation_under_way' };
  await expect(deleteEntry(world.services, world.actor, entryId)).rejects.toMatchObject(refused);
  const elsewhere = { domain: 'https://elsewhere.example' };
  await expect(
    updateEntry(world.services, world.actor, { id: entryId, change: elsewhere }),
  ).rejects.toMatchObject(refused);
});

test('a run with the credential waits while its password is being changed, and goes on afterwards', async () => {
  const workflow = await createWorkflow(world.services, world.actor, {
    name: 'Held',
    steps: [{ action: 'sign_in', credential: 'ACCOUNT' }],
    vault_schema: { ACCOUNT: { type: 'credential', domain: world.site.url } },
  });
  const { id: rotationId } = await startRotation(world.services, world.actor, { entryId, trigger: 'person' });
  const journal = journalOf(rotationId);
  const claim = await journal.claim();
  if (!claim) throw new Error('the rotation is not to be had');
  const { id: runId } = await startRun(world.services, world.actor, { workflow_id: workflow.id });
  expect(await claimRun(world.services, { workspaceId, runId })).toBeNull();
  const { pause } = await getRun(world.services, world.actor, runId);
  expect(pause?.message).toContain('while the password of its login is being changed');
  expect(await claimRun(world.services, { workspaceId, runId })).toBeNull();
  expect((await getRun(world.services, world.actor, runId)).pause).toEqual(pause);
  expect(await journal.countRuns()).toBe(0);
  await journal.save(claim.journal, { state: 'site_new', proven: 'candidate' });
  expect(await claimRun(world.services, { workspaceId, runId })).toMatchObject({ id: runId, attempt: 1 });
  expect(await journal.countRuns()).toBe(1);
});

test('a candidate that the database does not know is adopted once, and a known one is left to its rotation', async () => {
  const id = await unsettled();
  const marked = async (rotationId: string) => {
    const marker = formatMarker({
      ...{ rotationId, phase: 'staged', startedAt: 0, failures: 1, notedAt: 0 },
      installation: world.services.auditKeys.current.id,
    });
    await world.services.db.withWorkspace(workspaceId, async (tx) => {
      const where = { workspaceId_id: { workspaceId, id: entryId } };
      const { item } = await tx.vaultEntry.findUniqueOrThrow({ where });
      const snapshot = typeof item === 'object' && item !== null ? item : {};
      await tx.vaultEntry.update({ where, data: { item: { ...snapshot, rotation_marker: marker } } });
    });
  };
  await marked(id);
  expect(await adoptLeftovers(world.services)).toBe(0);
  await answerRotation(world.services, world.actor, { id, action: 'stop' });
  await marked('7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01');
  expect(await adoptLeftovers(world.services)).toBe(1);
  expect(await adoptLeftovers(world.services)).toBe(0);
});
