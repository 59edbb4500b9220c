import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ApiDocument, apiDocument } from '@/lib/contract/api-document';
import { PERMISSIONS } from '@/lib/contract/workspace';
import { seal } from '@/lib/crypto/seal';
import { type ArtifactKind, artifactContext } from '@/lib/runs/read-artifact';
import { READ_WRITE_ACCOUNT } from '@/lib/sandbox/onepassword/seed-demo-content';
import { prepareQueue } from '@/lib/server/queue';
import { type Client, type SignedUp, withApiKey } from './api';
import { type ProductWorld, startProductWorld } from './product-world';

/** A workspace in which there is one of everything that an address can name. */
export interface DocumentedWorld {
  world: ProductWorld;
  owner: SignedUp;
  document: ApiDocument;
  /** With every scope there is. */
  program: Client;
  /** An id that stands for `{name}` in the address: of a thing that is there, or of a new one that may be deleted. */
  idFor(path: string, name: string, options: { fresh: boolean }): Promise<string>;
  close(): Promise<void>;
}

const withId = z.object({ id: z.string() });
const list = z.object({ data: z.array(withId) });

export async function startDocumentedWorld(): Promise<DocumentedWorld> {
  const world = await startProductWorld();
  const { api, onepassword } = world;
  await prepareQueue(api.services.db.url);
  const owner = await api.owner('Doris');
  const document = apiDocument.parse((await api.anyone('GET /openapi.json')).body);
  const { client: program } = await withApiKey(api, owner.client, PERMISSIONS);
  const make = async (call: string, body?: unknown) => {
    const answer = await program(call, body);
    if (answer.status >= 300) throw new Error(`${call} answered ${answer.status} ${answer.text}`);
    return withId.parse(answer.body).id;
  };
  let made = 0;
  const fresh = (word: string) => {
    made += 1;
    return `${word}${made}`;
  };

  /** How to make one of a collection, where its own example in the document would not do. */
  const makers: Record<string, () => Promise<string>> = {
    '/api/v1/entries': () => make('POST /api/v1/entries', storedEntry(fresh('user'))),
    '/api/v1/invitations': () =>
      make('POST /api/v1/invitations', { email: `${fresh('p')}@example.com`, role: 'viewer' }),
    '/api/v1/members': async () => joinedMember(await api.signUp(fresh('Member'))),
    '/api/v1/secret-providers': () =>
      make('POST /api/v1/secret-providers', {
        name: fresh('connection'),
        token: onepassword.token(READ_WRITE_ACCOUNT),
      }),
    '/api/v1/workflows': () => make('POST /api/v1/workflows', workflow(fresh('workflow'))),
    '/api/v1/runs': async () =>
      make('POST /api/v1/runs', { workflow_id: await idOf('/api/v1/workflows', false) }),
    '/api/v1/runs/{id}/screenshots': () => artifact('screenshot'),
    '/api/v1/runs/{id}/files': () => artifact('file'),
    '/api/v1/webhooks/{id}/deliveries': async () =>
      make(`POST /api/v1/webhooks/${await idOf('/api/v1/webhooks', false)}/test`),
    '/api/v1/health-scans': async () => {
      // One at a time: this one, or the one that an earlier call has begun.
      await program('POST /api/v1/health-scans', {});
      return firstOf('/api/v1/health-scans');
    },
    '/api/v1/alerts': alert,
    '/api/v1/sign-in-checks': async () =>
      make('POST /api/v1/sign-in-checks', { entry_id: await idOf('/api/v1/entries', true) }),
    '/api/v1/rotations': async () =>
      make('POST /api/v1/rotations', { entry_id: await idOf('/api/v1/entries', true) }),
  };

  /** Only the product raises one. */
  async function alert(): Promise<string> {
    const workspaceId = owner.workspace.id;
    const entryId = await idOf('/api/v1/entries', true);
    const row = { workspaceId, entryId, kind: 'rotation.overdue', raisedAt: new Date() };
    return (await api.services.db.withWorkspace(workspaceId, (tx) => tx.alert.create({ data: row }))).id;
  }

  async function artifact(kind: ArtifactKind): Promise<string> {
    const runId = await idOf('/api/v1/runs', false);
    const { db, keys } = api.services;
    const workspaceId = owner.workspace.id;
    const id = randomUUID();
    const keyring = await keys.keyring(workspaceId);
    const sealed = seal(keyring.active, artifactContext(id), Buffer.from('a picture'));
    const kept = {
      kind,
      name: 'x',
      contentType: 'image/png',
      expiresAt: new Date(Date.now() + 60_000),
    };
    await db.withWorkspace(workspaceId, (tx) =>
      tx.artifact.create({ data: { workspaceId, id, runId, sealed, ...kept } }),
    );
    return id;
  }

  async function joinedMember(person: SignedUp): Promise<string> {
    const id = await make('POST /api/v1/invitations', { email: person.email, role: 'viewer' });
    await person.client(`POST /api/v1/invitations/${id}/accept`, {});
    const members = z.object({
      data: z.array(withId.extend({ user: z.object({ email: z.string() }) })),
    });
    const all = members.parse((await program('GET /api/v1/members?limit=100')).body).data;
    return all.find(({ user }) => user.email === person.email)?.id ?? '';
  }

  const known = new Map<string, string>();
  async function idOf(collection: string, another: boolean): Promise<string> {
    const path = ALIASES[collection] ?? collection;
    const id = (another ? undefined : known.get(path)) ?? (await (makers[path]?.() ?? byExample(path)));
    if (!another) known.set(path, id);
    return id;
  }

  /** As a reader of the document would make one; else one that is there already. */
  async function byExample(path: string): Promise<string> {
    const example = document.paths[path]?.post?.requestBody?.content['application/json']?.example;
    return example === undefined ? firstOf(path) : make(`POST ${path}`, example);
  }

  async function firstOf(path: string): Promise<string> {
    const answer = await program(`GET ${path}`);
    const [first] = list.safeParse(answer.body).data?.data ?? [];
    if (first) return first.id;
    throw new Error(`say in tests/support/documented-world.ts how to make one of ${path}`);
  }

  return {
    world,
    owner,
    program,
    idFor: (path, name, { fresh: another }) => idOf(path.slice(0, path.indexOf(`/{${name}}`)), another),
    document,
    close: () => world.close(),
  };
}

/** What is named by the id of something else, and what the wire has under names of its own. */
const ALIASES: Readonly<Record<string, string>> = {
  '/api/v1/rotation-schedules': '/api/v1/entries',
  '/run': '/api/v1/runs',
  '/webhooks': '/api/v1/runs',
  '/workflows': '/api/v1/workflows',
  '/secret-providers': '/api/v1/secret-providers',
};

function storedEntry(user: string) {
  const values = { source: 'stored', username: 'ada', password: 'not so secret' };
  return { permissioned_user_id: user, domain: 'https://acme.example', ...values };
}

function workflow(name: string) {
  return { name, steps: [{ action: 'goto', url: 'https://acme.example' }] };
}
