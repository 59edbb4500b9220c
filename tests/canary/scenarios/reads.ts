import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Scenario } from '../scenario';
import type { CanaryWorld } from '../world';

const document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const list = z.object({ data: z.array(z.object({ id: z.string() })) });
const PAGES = join(import.meta.dirname, '../../../app/w');
/** Of each collection, and of what is in it. */
const MOST = 4;

/** Everything that can be read: each operation of the document, for what there is, and each page. */
export const reads: Scenario = {
  name: 'reads',
  async play(world) {
    const { paths } = document.parse((await world.key('GET /openapi.json')).body);
    for (const [path, operations] of Object.entries(paths)) {
      if (!('get' in operations)) continue;
      for (const address of await addresses(world, path)) {
        // Some are for programs, some for people, most for both; a stream that goes on has said the most by then.
        await world.key(`GET ${address}`, { withinMs: 3_000 });
        await world.person(`GET ${address}`, { withinMs: 3_000 });
      }
    }
    for (const format of ['jsonl', 'csv', 'ocsf'])
      await world.key(`GET /api/v1/audit/export?format=${format}`);
    for (const page of readdirSync(PAGES, { recursive: true, encoding: 'utf8' })) {
      const match = /^\[workspace\](\/.*)?\/page\.tsx$/.exec(page);
      if (!match || page.includes('[...')) continue;
      const path = `/w/${world.demo.workspace}${match[1] ?? ''}`;
      for (const address of await pagesAt(world, path)) {
        const { status } = await world.person(`GET ${address}`);
        if (status !== 200) throw new Error(`${address} answered ${status}`);
      }
    }
  },
};

/** The path itself, or one address for each of the first things that its collection has. */
async function addresses(world: CanaryWorld, path: string): Promise<string[]> {
  const [collection = '', parameter, ...rest] = path.split(/\{(\w+)\}/);
  if (parameter === undefined) return [path];
  if (rest.length > 1) return [];
  const ids = await idsIn(world, collection.replace(/\/$/, ''));
  return ids.map((id) => `${collection}${id}${rest[0] ?? ''}`);
}

const COLLECTIONS: Record<string, string> = {
  vault: 'entries',
  integrations: 'secret-providers',
  runs: 'runs',
  rotations: 'rotations',
  workflows: 'workflows',
};

async function pagesAt(world: CanaryWorld, path: string): Promise<string[]> {
  const [before = '', after] = path.split('[id]');
  if (after === undefined) return [path];
  const collection = COLLECTIONS[before.split('/').at(-2) ?? ''] ?? '';
  const [id] = await idsIn(world, `/api/v1/${collection}`);
  return id === undefined ? [] : [`${before}${id}${after}`];
}

async function idsIn(world: CanaryWorld, collection: string): Promise<string[]> {
  const { data } = list.safeParse((await world.key(`GET ${collection}?limit=${MOST}`)).body);
  return (data?.data ?? []).map(({ id }) => id);
}
