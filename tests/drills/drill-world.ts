import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Actor, personActor } from '@/lib/access/actor';
import { createWorkspace } from '@/lib/access/create-workspace';
import { connectSecretProvider } from '@/lib/connections/connect-secret-provider';
import { readEnv } from '@/lib/env';
import { newId } from '@/lib/kernel/id';
import { createLog } from '@/lib/log';
import { openRotationSecrets } from '@/lib/rotation/rotation-secrets';
import type { RotationKey } from '@/lib/rotation/rotation-store';
import { startRotation } from '@/lib/rotation/start-rotation';
import { READ_WRITE_ACCOUNT, seedDemoContent } from '@/lib/sandbox/onepassword/seed-demo-content';
import { type OnePasswordSandbox, startOnePassword } from '@/lib/sandbox/onepassword/start';
import { startSite } from '@/lib/sandbox/site/start';
import { prepareQueue } from '@/lib/server/queue';
import { createEntry } from '@/lib/vault/create-entry';
import { openWebServices, type WebServices } from '@/lib/web-services';
import { DrillClock } from './drill-clock';

/** An account on a site, and the item that has its password. */
export interface Account {
  domain: string;
  name: string;
  password: string;
  itemId: string;
  /** What the site itself has. */
  onSite(): Promise<string>;
}

/** The product's services over one database, which may be taken away and replaced. */
export interface Household {
  services: WebServices;
  actor: Actor;
  connectionId: string;
}

export type DrillWorld = Awaited<ReturnType<typeof startDrillWorld>>;

const siteUsers = z.array(z.object({ username: z.string(), password: z.string() }));
const madeItem = z.object({ id: z.string() });

/** Stand-in 1Password and demo site in this process; the product's services come and go with their database. */
export async function startDrillWorld() {
  const site = await startSite();
  const onepassword = await startOnePassword({ seed: (store) => seedDemoContent(store, site.url) });
  const vaultId = vaultOf(onepassword);
  const kek = randomBytes(32).toString('base64');
  const clock = new DrillClock();
  const variablesFor = (databaseUrl: string): NodeJS.ProcessEnv => ({
    ...{ NODE_ENV: 'test', LATCHKEY_DEMO: '1', LATCHKEY_KEK: kek, DATABASE_URL: databaseUrl },
  });
  const openProduct = (databaseUrl: string) =>
    openWebServices(readEnv(variablesFor(databaseUrl)), createLog('drill', 'silent'));

  return {
    clock,
    site,
    passwordOf,
    onepassword,
    variablesFor,
    openProduct,

    /** A workspace with its connection, as after an installation. */
    async settle(databaseUrl: string): Promise<Household> {
      await prepareQueue(databaseUrl);
      const services = openProduct(databaseUrl);
      const actor = await someone(services);
      const connection = await connectSecretProvider(services, actor, {
        ...{ name: '1Password', mode: 'connect', cache_ttl_seconds: 0 },
        base_url: onepassword.connect.url,
        token: onepassword.connect.token(READ_WRITE_ACCOUNT),
      });
      return { services, actor, connectionId: connection.id };
    },

    /** The same workspace with another connection, through a service account. */
    async connectAnew({ services, actor }: Household, name: string): Promise<Household> {
      const token = onepassword.token(READ_WRITE_ACCOUNT);
      const { id } = await connectSecretProvider(services, actor, { name, token, cache_ttl_seconds: 0 });
      return { services, actor, connectionId: id };
    },

    /** On the demo site, unless it is told where; without one-time codes, which would take half a minute each. */
    async addAccount(at?: Omit<Account, 'itemId'>, parts: object = {}): Promise<Account> {
      const account = at ?? (await addUser(site));
      const { name: username, password, domain } = account;
      const body = { vault: vaultId, title: username, username, password, websites: [domain], ...parts };
      const { id } = madeItem.parse(await post(`${onepassword.controlUrl}/items`, body));
      return { ...account, itemId: id };
    },

    inItem(account: Account): { password: string; pending: string | null } {
      const item = onepassword.store.items(vaultId).find(({ id }) => id === account.itemId);
      const fieldOf = (label: string) => item?.content.fields.find((field) => field.label === label)?.value;
      return { password: fieldOf('password') ?? '', pending: fieldOf('pending password') ?? null };
    },

    async bind({ services, actor, connectionId }: Household, account: Account): Promise<string> {
      const entry = await createEntry(services, actor, {
        ...{ permissioned_user_id: account.name, domain: account.domain, source: 'provider' },
        secret_provider_id: connectionId,
        secret_ref: `op://${vaultId}/${account.itemId}`,
      });
      return entry.id;
    },

    /** Asked for now, by the clock of the drill. */
    async request({ services, actor }: Household, entryId: string): Promise<RotationKey> {
      const { id } = await startRotation({ ...services, clock }, actor, { entryId, trigger: 'person' });
      return { workspaceId: actor.workspaceId, rotationId: id };
    },

    async close(): Promise<void> {
      await onepassword.close();
      await site.close();
    },
  };
}

/** What must hold after every effect: the password of the site is in the item, or in the journal. */
export async function isKept(world: DrillWorld, home: Household, account: Account): Promise<boolean> {
  const onSite = await account.onSite();
  const { password, pending } = world.inItem(account);
  return password === onSite || pending === onSite || (await inJournal(home)).includes(onSite);
}

/** Whether item and site agree and nothing is left over. */
export async function isSettled(world: DrillWorld, account: Account): Promise<boolean> {
  const { password, pending } = world.inItem(account);
  return password === (await account.onSite()) && pending === null;
}

async function inJournal({ services, actor: { workspaceId } }: Household): Promise<string[]> {
  const keyring = await services.keys.keyring(workspaceId);
  const rows = await services.db.withWorkspace(workspaceId, (tx) =>
    tx.rotation.findMany({ where: { workspaceId }, include: { key: true } }),
  );
  return rows.flatMap((row) => {
    const { previous, candidate } = openRotationSecrets(keyring, row, row.key);
    return [previous, candidate].flatMap((secret) => secret?.reveal() ?? []);
  });
}

async function someone(services: WebServices): Promise<Actor> {
  const person = { userId: newId(), name: 'Olga', email: 'olga@example.com' };
  await services.db.people.user.create({ data: { id: person.userId, name: 'Olga', email: person.email } });
  const { id } = await createWorkspace(services, person, { name: 'Drill' });
  return personActor({ ...person, workspaceId: id, role: 'owner' });
}

async function addUser(site: { url: string; controlUrl: string }): Promise<Omit<Account, 'itemId'>> {
  const name = `${randomBytes(4).toString('hex')}@acme.example`;
  const password = 'Harbour-lantern-42';
  await post(`${site.controlUrl}/users`, { username: name, password });
  return {
    ...{ domain: site.url, name, password },
    onSite: () => passwordOf(site, name),
  };
}

async function passwordOf(site: { controlUrl: string }, name: string): Promise<string> {
  const users = siteUsers.parse(await (await fetch(`${site.controlUrl}/users`)).json());
  const user = users.find(({ username }) => username === name);
  if (!user) throw new Error(`the site has no ${name}`);
  return user.password;
}

function vaultOf({ store }: OnePasswordSandbox): string {
  const vault = store
    .vaults()
    .find(({ id }) => store.items(id).some(({ content }) => content.title === 'Northwind Orders'));
  if (!vault) throw new Error('the sandbox has no vault for automations');
  return vault.id;
}

export async function post(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`the sandbox refused: ${response.status} ${await response.text()}`);
  return response.json();
}
