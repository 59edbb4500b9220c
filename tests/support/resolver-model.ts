import { setImmediate } from 'node:timers/promises';
import type fc from 'fast-check';
import type { Actor } from '@/lib/access/actor';
import { clearCachedSecrets } from '@/lib/connections/clear-cached-secrets';
import { createProviderRegistry } from '@/lib/connections/provider-registry';
import { setConnectionStatus } from '@/lib/connections/set-connection-status';
import { Problem } from '@/lib/contract/problem';
import type { Database, WorkspaceTransaction } from '@/lib/db/database';
import { newId } from '@/lib/kernel/id';
import { Secret } from '@/lib/kernel/secret';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import type { ResolverDeps } from '@/lib/resolver/resolver-deps';
import { openResolving } from '@/lib/resolver/resolving';
import type { Login } from '@/lib/secrets/provider';
import type { Services } from '@/lib/services';
import { scriptedProvider } from './scripted-provider';

/** What happens in a schedule, each begun at a moment that the scheduler chooses. */
export type Act =
  | { kind: 'resolve'; process: 0 | 1 }
  | { kind: 'clear' | 'disable' | 'enable' | 'edit' | 'rotate' | 'shorten' }
  | { kind: 'advance'; seconds: number };

const SHORT_SECONDS = 1;

/** From when to when something happened, as numbers in one order of all beginnings and ends. */
interface Span {
  began: number;
  ended: number;
}

interface Read extends Span {
  at: number;
}

interface Served extends Span {
  at: number;
  value: number | null;
  source: string;
  error: string | null;
}

type Void = Span & { kind: Act['kind'] };

/** The scheduler of one schedule, and the work that it let go and that is not back yet. */
export class Gate {
  #busy = 0;

  constructor(private readonly scheduler: () => fc.Scheduler) {}

  /** The effect happens when the scheduler says so, and its answer arrives when it says so. */
  async pass<T>(name: string, effect: () => Promise<T>): Promise<T> {
    await this.scheduler().schedule(Promise.resolve(), name);
    this.#busy += 1;
    try {
      return await effect();
    } finally {
      this.#busy -= 1;
    }
  }

  /** Nothing that was let go is under way: what is decided next is decided by the scheduler alone. */
  async quiet(): Promise<void> {
    for (let turn = 0; turn < 2; turn += 1) {
      do await setImmediate();
      while (this.#busy > 0);
    }
  }
}

/** Two processes over one database. They live through all schedules; what a schedule is about is a connection of its own. */
export class ModelWorld {
  readonly processes: readonly ResolverDeps[];
  #model: ResolverModel | null = null;

  constructor(
    readonly plain: Services,
    readonly actor: Actor,
    readonly gate: Gate,
  ) {
    this.processes = [this.#process('a'), this.#process('b')];
  }

  get workspaceId(): string {
    return this.actor.workspaceId;
  }

  #process(name: string): ResolverDeps {
    const { plain, gate } = this;
    const db: Database = {
      ...plain.db,
      call: (what, workspaceId, args) =>
        gate.pass(`${name} ${what}`, () => plain.db.call(what, workspaceId, args)),
    };
    const upstream = scriptedProvider(() => this.model.readUpstream(name));
    const providers = createProviderRegistry(plain.keys, () => upstream);
    const resolving = openResolving(db, plain.notifications, () => {});
    const { locks } = resolving;
    const gated = {
      ...locks,
      lead: (flight: Parameters<typeof locks.lead>[0]) => gate.pass(`${name} lead`, () => locks.lead(flight)),
      end: (...args: Parameters<typeof locks.end>) => gate.pass(`${name} end`, () => locks.end(...args)),
    };
    const clock = {
      now: () => this.model.now,
      sleep: () => gate.pass(`${name} looks again`, async () => {}),
    };
    return { ...plain, db, providers, clock, resolving: { ...resolving, locks: gated } };
  }

  get model(): ResolverModel {
    if (!this.#model) throw new Error('no schedule has begun');
    return this.#model;
  }

  async begin(ttlSeconds: number): Promise<ResolverModel> {
    const { workspaceId } = this;
    const connectionId = newId();
    const entryId = newId();
    await this.plain.db.withWorkspace(workspaceId, async (tx) => {
      await tx.secretProvider.create({
        data: {
          workspaceId,
          id: connectionId,
          mode: 'connect',
          name: connectionId,
          cacheTtlSeconds: ttlSeconds,
        },
      });
      await tx.vaultEntry.create({
        data: {
          workspaceId,
          id: entryId,
          permissionedUserId: entryId,
          domain: 'https://acme.example',
          source: 'provider',
          secretProviderId: connectionId,
          secretRef: itemOf(entryId),
        },
      });
    });
    this.#model = new ResolverModel(this, entryId, connectionId, ttlSeconds);
    return this.#model;
  }

  async close(): Promise<void> {
    for (const { resolving, providers } of this.processes) {
      await resolving.close();
      await providers.close();
    }
  }
}

/** One schedule. The upstream's every answer is another value: so each value tells when it was read. */
export class ResolverModel {
  readonly reads: Read[] = [];
  readonly served: Served[] = [];
  readonly voids: Void[] = [];
  /** During these nobody can know whether the item's password works. */
  readonly unsettled: Span[] = [];
  now = Date.parse('2026-11-25T12:00:00.000Z');
  #order = 0;
  #isRotating = false;

  constructor(
    private readonly world: ModelWorld,
    private readonly entryId: string,
    private readonly connectionId: string,
    private readonly ttlSeconds: number,
  ) {}

  async readUpstream(process: string): Promise<Login> {
    const began = this.#tick();
    const read = { began, ended: Number.POSITIVE_INFINITY, at: this.now };
    this.reads.push(read);
    const value = this.reads.length - 1;
    await this.world.gate.pass(`${process} upstream answers`, async () => {
      read.ended = this.#tick();
    });
    return loginOf(value);
  }

  #tick(): number {
    this.#order += 1;
    return this.#order;
  }

  async carryOut(act: Act): Promise<void> {
    await this.world.gate.pass(`begin ${act.kind}`, async () => {});
    if (act.kind === 'resolve') await this.#resolve(act.process);
    else if (act.kind === 'advance') this.now += act.seconds * 1000;
    else await this.#makeVoid(act.kind);
  }

  async #resolve(process: 0 | 1): Promise<void> {
    const deps = this.world.processes[process];
    if (!deps) throw new Error('there are two processes');
    const began = this.#tick();
    const at = this.now;
    const { workspaceId } = this.world;
    const outcome = await resolveLogin(deps, { workspaceId, entryId: this.entryId }).then(
      ({ password, source }) => ({ value: Number(password.reveal()), source, error: null }),
      (error: unknown) => ({
        value: null,
        source: 'none',
        error: error instanceof Problem ? error.code : String(error),
      }),
    );
    this.served.push({ began, ended: this.#tick(), at, ...outcome });
  }

  async #makeVoid(kind: Exclude<Act['kind'], 'resolve' | 'advance'>): Promise<void> {
    const { actor, plain } = this.world;
    const id = this.connectionId;
    switch (kind) {
      case 'clear':
        return this.#voiding(kind, () => clearCachedSecrets(plain, actor, id));
      case 'disable':
        return this.#voiding(kind, () => setConnectionStatus(plain, actor, { id, status: 'disabled' }));
      case 'enable':
        return this.#voiding(kind, () => setConnectionStatus(plain, actor, { id, status: 'active' }));
      case 'shorten':
        return this.#voiding(kind, () =>
          this.#change((tx, workspaceId) =>
            tx.secretProvider.updateMany({
              where: { workspaceId, id, cacheTtlSeconds: { not: SHORT_SECONDS } },
              data: { cacheTtlSeconds: SHORT_SECONDS },
            }),
          ),
        );
      case 'edit':
        return this.#voiding(kind, () => this.#change((tx) => this.#raise(tx)));
      case 'rotate':
        return this.#rotate();
    }
  }

  async #voiding(kind: Act['kind'], effect: () => Promise<unknown>): Promise<void> {
    await this.world.gate.pass(kind, async () => {
      const began = this.#tick();
      const done = await effect();
      // What is as it was makes nothing void, such as a duration that is short already.
      if (isNoChange(done)) return;
      this.voids.push({ kind, began, ended: this.#tick() });
    });
  }

  /** As lib/rotation writes it: from `checking_access` on the item may be wrong, twice what was cached becomes void. */
  async #rotate(): Promise<void> {
    const { gate } = this.world;
    // One at a time for each entry.
    if (this.#isRotating) return;
    this.#isRotating = true;
    const rotation = { entryId: this.entryId, secretRef: itemOf(this.entryId), id: newId() };
    await gate.pass('rotation begins', () =>
      this.#change((tx, workspaceId) =>
        tx.rotation.create({
          data: {
            ...rotation,
            workspaceId,
            site: 'acme.example',
            trigger: 'person',
            requestedBy: 'Olga',
            state: 'checking_access',
          },
        }),
      ),
    );
    const began = this.#tick();
    const enter = (state: string, finishedAt: Date | null) => () =>
      this.#change(async (tx, workspaceId) => {
        await tx.rotation.updateMany({
          where: { workspaceId, id: rotation.id },
          data: { state, finishedAt },
        });
        await this.#raise(tx);
      });
    await this.#voiding('rotate', enter('site_new', null));
    const unsettled: Span = { began, ended: this.#tick() };
    this.unsettled.push(unsettled);
    await this.#voiding('rotate', enter('done', new Date(this.now)));
    this.#isRotating = false;
  }

  #raise(tx: WorkspaceTransaction) {
    const { workspaceId } = this.world;
    const data = { generation: { increment: 1 } };
    return tx.vaultEntry.updateMany({ where: { workspaceId, id: this.entryId }, data });
  }

  #change<T>(work: (tx: WorkspaceTransaction, workspaceId: string) => Promise<T>): Promise<T> {
    const { workspaceId, plain } = this.world;
    return plain.db.withWorkspace(workspaceId, (tx) => work(tx, workspaceId));
  }

  /** Everything that was served although it must not have been; none, if all is well. */
  wrongs(): string[] {
    return this.served.flatMap((served) => this.#wrongsOf(served));
  }

  #wrongsOf(served: Served): string[] {
    const { value, error } = served;
    if (value === null) return this.#wrongErrors(served, error ?? '');
    const read = this.reads[value];
    if (!read) return [`served ${value}, which nobody read`];
    const wrongs: string[] = [];
    for (const { kind, began, ended } of this.voids) {
      // Also across what happened while it was on its way: the last look at the database decides, and it is the last
      // that happens before something is served.
      if (makesVoid(kind, served.source) && ended < served.ended && read.began < began)
        wrongs.push(`served ${value} (${served.source}) across a ${kind}`);
    }
    const ttl = this.#ttlAt(read.began);
    if (served.source === 'cache' && served.at >= read.at + ttl * 1000)
      wrongs.push(`served ${value} past its expiry`);
    if (this.#ttlAt(served.began) === 0 && this.#wasHandedOut(value, served.began))
      wrongs.push(`served ${value} with the cache off, after it had been handed out`);
    if (served.source === 'cache' && this.unsettled.some((span) => isWithin(read, span)))
      wrongs.push(`served ${value} from the cache, which was read during a rotation`);
    if (this.#disabledThroughout(served)) wrongs.push(`served ${value} through a disabled connection`);
    return wrongs;
  }

  #wrongErrors(served: Served, error: string): string[] {
    if (error === 'conflict') return [];
    const wasDisabled = this.voids.some(({ kind, began }) => kind === 'disable' && began < served.ended);
    return error === 'secret_provider_disabled' && wasDisabled ? [] : [`refused with ${error}`];
  }

  /** The longest that it can be: while it is being changed, what it was. */
  #ttlAt(moment: number): number {
    const isShort = this.voids.some(({ kind, ended }) => kind === 'shorten' && ended < moment);
    return isShort ? SHORT_SECONDS : this.ttlSeconds;
  }

  /** Who asks before that may share the reading: it is under way until its result is settled. */
  #wasHandedOut(value: number, before: number): boolean {
    return this.served.some((other) => other.value === value && other.ended < before);
  }

  #disabledThroughout(served: Served): boolean {
    const before = this.voids.filter(({ kind }) => kind === 'disable' || kind === 'enable');
    const disabled = before.some(
      (one) =>
        one.kind === 'disable' &&
        one.ended < served.began &&
        !before.some(
          (other) => other.kind === 'enable' && other.ended > one.began && other.began < served.ended,
        ),
    );
    return disabled;
  }

  /** Rows of generations that are not the present ones: they could never be served, and are not to lie about. */
  async leftovers(): Promise<number> {
    const { workspaceId, plain } = this.world;
    const { entryId } = this;
    return plain.db.withWorkspace(workspaceId, async (tx) => {
      const entry = await tx.vaultEntry.findFirstOrThrow({
        where: { workspaceId, id: entryId },
        include: { secretProvider: true, cachedSecrets: true },
      });
      return entry.cachedSecrets.filter(
        (row) =>
          row.entryGeneration !== entry.generation ||
          row.providerGeneration !== entry.secretProvider?.generation ||
          entry.secretProvider.status !== 'active',
      ).length;
    });
  }
}

function isNoChange(done: unknown): boolean {
  return typeof done === 'object' && done !== null && 'count' in done && done.count === 0;
}

/** Enabling what is not disabled changes nothing; another duration is no reason to throw a reading under way away. */
function makesVoid(kind: Act['kind'], source: string): boolean {
  return kind !== 'enable' && (kind !== 'shorten' || source === 'cache');
}

function isWithin(inner: Span, outer: Span): boolean {
  return inner.began > outer.began && inner.ended < outer.ended;
}

function itemOf(entryId: string): string {
  return `op://${'v'.repeat(26)}/${entryId.replaceAll('-', '').slice(0, 26)}`;
}

function loginOf(value: number): Login {
  return {
    title: 'Acme',
    vaultId: 'v'.repeat(26),
    itemId: 'i'.repeat(26),
    version: 1,
    username: Secret.of('robot'),
    password: Secret.of(String(value)),
    hasOneTimePassword: false,
    websites: [],
    warnings: [],
    editable: { ok: true },
    pendingPassword: null,
    rotationMarker: null,
    fingerprint: () => Secret.of(''),
  };
}
