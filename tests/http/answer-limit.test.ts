import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { problemBody } from '@/lib/contract/problem';
import { createApi } from '@/lib/http/app';
import { startTestApi, type TestApi, withApiKey } from '../support/api';
import { eventually } from '../support/eventually';
import { ManualClock } from '../support/manual-clock';

const clock = new ManualClock();
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ clock });
});
afterAll(() => api?.close());

test('who waits for what does not come is told so, and under the same key it is not done again', async () => {
  const { client, workspace } = await api.owner('Lea');
  const { key } = await withApiKey(api, client, ['workflows:write']);
  const steps = [{ action: 'goto', url: 'https://a.example' }];
  const made = await client('POST /api/v1/workflows', { name: 'held', steps });
  const { id } = z.object({ id: z.string() }).parse(made.body);

  const hasty = createApi(api.services, { answerLimitMs: 300 });
  const headers = { 'cc-key': key, 'idempotency-key': 'held' };
  const remove = async () => {
    const answer = await hasty.request(`/api/v1/workflows/${id}`, { method: 'DELETE', headers });
    return { headers: answer.headers, ...problemBody.parse(await answer.json()) };
  };
  const late = await api.services.db.withWorkspace(workspace.id, async (tx) => {
    await tx.$queryRaw`select id from workflow where id = ${id}::uuid for update`;
    return remove();
  });
  expect(late).toMatchObject({ status: 503, code: 'answer_timeout', retryable: true });
  expect(late.headers.get('retry-after')).toBe('5');

  await eventually(async () => (await client(`GET /api/v1/workflows/${id}`)).status === 404);
  expect(await remove()).toMatchObject({ code: 'idempotency_in_progress' });
  clock.advance(150_000);
  expect(await remove()).toMatchObject({ code: 'idempotency_interrupted' });
});
