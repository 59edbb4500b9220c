import type { CloudCruise } from 'cloudcruise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PASSWORD, type SignedUp, startTestApi, type TestApi, withApiKey } from '../support/api';
import { eventually } from '../support/eventually';
import { officialClient } from '../support/official-client';
import { serveApi } from '../support/served-api';

let api: TestApi;
let owner: SignedUp & { workspace: { id: string } };
let served: Awaited<ReturnType<typeof serveApi>>;
beforeAll(async () => {
  api = await startTestApi();
  owner = await api.owner('Vera');
  served = await serveApi(api.services);
});
afterAll(async () => {
  await served?.close();
  await api?.close();
});

const LOGIN = { user_name: 'robot@acme.example', password: 'the-password' };
const ACME = 'https://acme.example';
const keyOf = (body: unknown) => z.object({ key: z.string() }).parse(body).key;

async function reveal(action: 'reveal' | 'rotate', password = PASSWORD) {
  return owner.client(`POST /api/v1/api-encryption-key/${action}`, { password });
}

const newApiKey = async () => (await withApiKey(api, owner.client, ['vault:read', 'vault:write'])).key;
const client = (apiKey: string, encryptionKey: string) =>
  officialClient(served.url, { apiKey, encryptionKey });

async function reads(cruise: CloudCruise): Promise<string | undefined> {
  const [entry] = await cruise.vault.get({ permissioned_user_id: 'one', domain: ACME });
  return entry?.password;
}

describe('the key that programs encrypt with', () => {
  test('is shown to a person who just gave the password, and to no API key', async () => {
    expect((await reveal('reveal', 'not the password')).status).toBe(403);
    expect((await reveal('rotate', 'not the password')).status).toBe(403);
    const program = await withApiKey(api, owner.client, ['keys:admin']);
    const asked = await program.client('POST /api/v1/api-encryption-key/reveal', { password: PASSWORD });
    expect(asked.status).toBe(403);
    expect(keyOf((await reveal('reveal')).body)).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('after the key is rotated', () => {
  let before: string;
  let after: string;
  let writer: { apiKey: string; cruise: CloudCruise };
  let reader: { apiKey: string; cruise: CloudCruise };

  beforeAll(async () => {
    before = keyOf((await reveal('reveal')).body);
    const [writerKey, readerKey] = [await newApiKey(), await newApiKey()];
    writer = { apiKey: writerKey, cruise: await client(writerKey, before) };
    reader = { apiKey: readerKey, cruise: await client(readerKey, before) };
    await writer.cruise.vault.create(ACME, 'one', LOGIN);
    after = keyOf((await reveal('rotate')).body);
    expect(after).not.toBe(before);
  });

  test('programs that still hold the former key write and read as before', async () => {
    const update = { permissioned_user_id: 'one', domain: ACME, ...LOGIN, password: 'second' };
    expect((await writer.cruise.vault.update(update)).password).toBe('second');
    expect(await reads(writer.cruise)).toBe('second');
    expect(await reads(reader.cruise)).toBe('second');
  });

  test('a program that sends a value under the new key is answered under the new key from then on', async () => {
    const moved = await client(writer.apiKey, after);
    const update = { permissioned_user_id: 'one', domain: ACME, ...LOGIN, password: 'third' };
    expect((await moved.vault.update(update)).password).toBe('third');
    expect(await reads(moved)).toBe('third');
    expect(await reads(reader.cruise)).toBe('third');
  });

  test('a program with an API key made since then is answered under the new key', async () => {
    expect(await reads(await client(await newApiKey(), after))).toBe('third');
  });

  test('the former key ends with its grace time, for writing and for reading', async () => {
    await api.services.db.withWorkspace(owner.workspace.id, (tx) =>
      tx.apiEncryptionKey.updateMany({ where: { state: 'grace' }, data: { graceUntil: new Date(0) } }),
    );
    const update = { permissioned_user_id: 'one', domain: ACME, ...LOGIN, password: 'third' };
    // The process may go by keys that it read half a second ago.
    await eventually(async () =>
      expect(reader.cruise.vault.update(update)).rejects.toThrow(
        /was not encrypted with this workspace's encryption key/,
      ),
    );
    expect(await reads(reader.cruise)).not.toBe('third');
    expect(await reads(await client(reader.apiKey, after))).toBe('third');
  });
});
