import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { sweepAlerts } from '@/lib/alerts/sweep-alerts';
import { alert } from '@/lib/contract/alert';
import { pageOf } from '@/lib/contract/paging';
import { prepareQueue } from '@/lib/server/queue';
import { type Client, codeOf, startTestApi, type TestApi, withApiKey } from '../support/api';

const PATH = '/api/v1/alerts';
const list = pageOf(alert);

let api: TestApi;
let owner: Awaited<ReturnType<TestApi['owner']>>;
let program: Client;
let reader: Client;
let stranger: Client;
beforeAll(async () => {
  api = await startTestApi();
  await prepareQueue(api.services.env.databaseUrl);
  owner = await api.owner('Alma');
  program = (await withApiKey(api, owner.client, ['rotations:read', 'rotations:write'])).client;
  reader = (await withApiKey(api, owner.client, ['rotations:read'])).client;
  stranger = (await api.owner('Uwe')).client;
});
afterAll(() => api?.close());

/** An entry whose rotation needs a person, as the rotation room leaves it. */
async function raiseAlert(): Promise<string> {
  const user = crypto.randomUUID();
  const values = { source: 'stored', username: 'grace', password: 'not so secret here' };
  const entry = { permissioned_user_id: user, domain: 'acme.example', ...values };
  const made = await owner.client('POST /api/v1/entries', entry);
  const { id: entryId } = z.object({ id: z.uuid() }).parse(made.body);
  const asked = await owner.client('POST /api/v1/rotations', { entry_id: entryId });
  const { id } = z.object({ id: z.uuid() }).parse(asked.body);
  const workspaceId = owner.workspace.id;
  await api.services.db.withWorkspace(workspaceId, (tx) =>
    tx.rotation.updateMany({
      where: { workspaceId, id },
      data: { state: 'needs_human', outcome: 'needs_human', reason: 'item_gone' },
    }),
  );
  await sweepAlerts(api.services);
  return id;
}

test('open alerts are listed page by page, newest first, and dismissed ones among all', async () => {
  const rotations = [await raiseAlert(), await raiseAlert()];
  const first = list.parse((await reader(`GET ${PATH}?limit=1`)).body);
  expect(first.data).toMatchObject([{ kind: 'rotation.needs_human', rotation_id: rotations[1] }]);
  const next = list.parse((await reader(`GET ${PATH}?limit=1&cursor=${first.next_cursor}`)).body);
  expect(next.data).toMatchObject([{ rotation_id: rotations[0] }]);

  const dismissed = await program(`POST ${PATH}/${next.data[0]?.id}/dismiss`);
  expect(alert.parse(dismissed.body)).toMatchObject({ dismissed_by: 'API key test key', resolved_at: null });
  expect(list.parse((await reader(`GET ${PATH}`)).body).data).toHaveLength(1);
  expect(list.parse((await reader(`GET ${PATH}?state=all`)).body).data).toHaveLength(2);
});

test('an alert is dismissed by those who may, once, and never from another workspace', async () => {
  await raiseAlert();
  const id = list.parse((await reader(`GET ${PATH}`)).body).data[0]?.id;
  expect((await reader(`POST ${PATH}/${id}/dismiss`)).status).toBe(403);
  const foreign = await stranger(`POST ${PATH}/${id}/dismiss`, {});
  expect([foreign.status, codeOf(foreign)]).toEqual([404, 'not_found']);
  expect(list.parse((await stranger(`GET ${PATH}?state=all`)).body).data).toEqual([]);
  const first = alert.parse((await program(`POST ${PATH}/${id}/dismiss`)).body);
  const again = alert.parse((await owner.client(`POST ${PATH}/${id}/dismiss`, {})).body);
  expect(again.dismissed_by).toBe(first.dismissed_by);
  expect((await program(`POST ${PATH}/${crypto.randomUUID()}/dismiss`)).status).toBe(404);
});

test('a state and a cursor that there are not are refused', async () => {
  expect((await reader(`GET ${PATH}?state=lost`)).status).toBe(422);
  expect(codeOf(await reader(`GET ${PATH}?cursor=zzz`))).toBe('cursor_invalid');
});
