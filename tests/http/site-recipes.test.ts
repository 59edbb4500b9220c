import { afterAll, beforeAll, expect, test } from 'vitest';
import { siteRecipeView } from '@/lib/contract/site-recipe';
import { type Client, codeOf, startTestApi, type TestApi, withApiKey } from '../support/api';

const PATH = '/api/v1/site-recipes';
const recipe = { change: { url: 'https://www.acme.com/account', next: '#new' } };

let api: TestApi;
let program: Client;
let reader: Client;
let stranger: Client;
beforeAll(async () => {
  api = await startTestApi();
  const owner = await api.owner('Rex');
  program = (await withApiKey(api, owner.client, ['rotations:read', 'rotations:write'])).client;
  reader = (await withApiKey(api, owner.client, ['rotations:read'])).client;
  stranger = (await api.owner('Uwe')).client;
});
afterAll(() => api?.close());

test('a recipe belongs to a site, by whatever address of it it is named', async () => {
  const saved = await program(`PUT ${PATH}/${encodeURIComponent('https://login.acme.com')}`, { recipe });
  expect([saved.status, siteRecipeView.parse(saved.body).site]).toEqual([200, 'acme.com']);
  const read = await reader(`GET ${PATH}/www.acme.com`);
  expect(read.body).toMatchObject({ site: 'acme.com', recipe, updated_by: 'API key test key' });
  expect((await reader(`GET ${PATH}`)).body).toMatchObject({ data: [{ site: 'acme.com' }] });
  expect((await program(`DELETE ${PATH}/acme.com`)).status).toBe(204);
  expect((await program(`DELETE ${PATH}/acme.com`)).status).toBe(404);
});

test('a recipe for this machine is named with its port', async () => {
  const site = encodeURIComponent('http://127.0.0.1:4010');
  const saved = await program(`PUT ${PATH}/${site}`, { recipe: {} });
  expect(saved.body).toMatchObject({ site: '127.0.0.1:4010' });
  expect((await reader(`GET ${PATH}/${site}`)).status).toBe(200);
});

test('what is wrong in a recipe is named part by part', async () => {
  const wrong = { change: { url: 'https://evil.example/', next: '' } };
  const answer = await program(`PUT ${PATH}/acme.com`, { recipe: wrong });
  expect([answer.status, codeOf(answer)]).toEqual([422, 'validation_failed']);
  expect(answer.body).toMatchObject({ fields: [{ field: 'recipe.change.next' }] });
  const elsewhere = await program(`PUT ${PATH}/acme.com`, {
    recipe: { change: { url: 'https://evil.example/' } },
  });
  expect(elsewhere.body).toMatchObject({ fields: [{ field: 'recipe.change.url' }] });
  expect((await program(`PUT ${PATH}/acme.com`, {})).status).toBe(422);
  expect((await program(`PUT ${PATH}/acme.com`, { recipe: 'text' })).status).toBe(422);
});

test('what is no address is not there', async () => {
  expect((await program(`PUT ${PATH}/nonsense`, { recipe })).status).toBe(404);
  expect((await reader(`GET ${PATH}/javascript:alert(1)`)).status).toBe(404);
});

test('readers do not write, and other workspaces see nothing', async () => {
  await program(`PUT ${PATH}/acme.com`, { recipe });
  expect((await reader(`PUT ${PATH}/acme.com`, { recipe })).status).toBe(403);
  expect((await reader(`DELETE ${PATH}/acme.com`)).status).toBe(403);
  expect((await stranger(`GET ${PATH}/acme.com`)).status).toBe(404);
  expect((await stranger(`GET ${PATH}`)).body).toEqual({ data: [], next_cursor: null });
  expect((await api.anyone(`GET ${PATH}`)).status).toBe(401);
});
