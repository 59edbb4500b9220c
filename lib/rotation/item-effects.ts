import { callProvider } from '@/lib/connections/call-provider';
import type { ConnectionDeps } from '@/lib/connections/connection-deps';
import { connectionSettings } from '@/lib/connections/connection-settings';
import { type ConnectionRow, requireConnection } from '@/lib/connections/connection-store';
import { rateBudgetOf, readUsage } from '@/lib/connections/rate-budget-view';
import { Problem } from '@/lib/contract/problem';
import type { RotationReason } from '@/lib/contract/rotation-reason';
import { sameSite } from '@/lib/kernel/site';
import type { FieldChange, Login, NewLogin, SecretProvider } from '@/lib/secrets/provider';
import type { SecretReference } from '@/lib/secrets/secret-reference';
import type { ItemFacts } from './item-policy';
import type { ItemReading, ItemWriting, RotationEffects, WritingCheck } from './rotation-effects';

/** The item that a rotation is about, as it was bound when the rotation was asked for. */
export interface RotatedItem {
  workspaceId: string;
  providerId: string;
  reference: SecretReference;
  /** The entry's: the item has to be for it. */
  domain: string;
}

/** What a failure of a call means here. What is not listed may pass by itself. */
const MEANS: Readonly<Record<string, 'gone' | 'refused'>> = {
  not_found: 'gone',
  unauthorised: 'refused',
  forbidden: 'refused',
};

/** Nothing was written, and trying again will not help: the item has parts that cannot be written, or the tool is too old. */
const NEVER_PASSES: ReadonlySet<string> = new Set(['unsupported', 'malformed', 'ambiguous']);

/**
 * The 1Password side of a rotation's port: always live, by the reserve that is kept back for write-backs, each call
 * against the connection as it is at that moment. Every failure is one of a few words; none is thrown.
 */
export class ItemEffects implements Pick<RotationEffects, 'readItem' | 'checkWriting' | 'writeItem'> {
  #login: Login | null = null;

  constructor(
    private readonly deps: ConnectionDeps,
    private readonly item: RotatedItem,
  ) {}

  /** The item as it was last read; null before. The site needs the user name and the websites. */
  get login(): Login | null {
    return this.#login;
  }

  async readItem(): Promise<ItemReading> {
    const { reference, domain } = this.item;
    const answer = await this.#call((provider) => provider.readLogin(reference));
    if (answer.outcome !== 'done') return answer;
    const login = answer.result;
    this.#login = login;
    return login.warnings.includes('archived')
      ? { outcome: 'gone' }
      : { outcome: 'read', item: factsOf(login, domain) };
  }

  /** "Unknown" counts as allowed: the first write into the item, long before the site is touched, will tell. */
  async checkWriting(): Promise<WritingCheck> {
    const { vaultId } = this.item.reference;
    const answer = await this.#call((provider) => provider.checkWriteAccess(vaultId));
    if (answer.outcome === 'away') return { outcome: 'away' };
    if (answer.outcome !== 'done') return { outcome: 'refused' };
    return {
      outcome: 'checked',
      allowed: answer.result.verdict !== 'no',
      writesLeft: await this.#writesLeft(),
    };
  }

  async writeItem(expectedVersion: number, change: FieldChange): Promise<ItemWriting> {
    const { reference } = this.item;
    const answer = await this.#call((provider) => provider.writeFields(reference, expectedVersion, change));
    if (answer.outcome === 'done') return 'written';
    if (answer.outcome === 'away' && answer.kind === 'conflict') return 'conflict';
    if (answer.outcome === 'away' && answer.kind === 'lossy') return 'lossy';
    if (answer.outcome === 'away' && NEVER_PASSES.has(answer.kind)) return 'refused';
    // Only a refusal of this very act says that the vault may not be written to; a dead token says nothing about it.
    return answer.outcome === 'refused' && answer.kind !== 'forbidden' ? 'away' : answer.outcome;
  }

  /** In the same vault. Null when it could not be made. */
  async makeAnew(login: NewLogin): Promise<ItemEffects | null> {
    const { vaultId } = this.item.reference;
    const answer = await this.#call((provider) => provider.createLogin(vaultId, login));
    return answer.outcome === 'done'
      ? new ItemEffects(this.deps, { ...this.item, reference: answer.result })
      : null;
  }

  get reference(): SecretReference {
    return this.item.reference;
  }

  async #writesLeft(): Promise<number | null> {
    const now = this.deps.clock.now();
    const { mode, settings } = await this.#connection();
    const { workspaceId, providerId } = this.item;
    const usage = await this.deps.db.withWorkspace(workspaceId, (tx) => readUsage(tx, workspaceId, now));
    const own = usage.filter((bucket) => bucket.providerId === providerId);
    const writes = rateBudgetOf(mode, connectionSettings.parse(settings), own, now)?.hourly_writes;
    return writes ? Math.max(writes.limit - writes.used, 0) : null;
  }

  async #call<T>(work: (provider: SecretProvider) => Promise<T>) {
    try {
      const result = await callProvider(this.deps, await this.#connection(), work, { mayUseReserve: true });
      return { outcome: 'done', result } as const;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { outcome: meaningOf(error), kind: kindOf(error) } as const;
    }
  }

  #connection(): Promise<ConnectionRow> {
    const { workspaceId, providerId } = this.item;
    return this.deps.db.withWorkspace(workspaceId, (tx) => requireConnection(tx, workspaceId, providerId));
  }
}

function kindOf(problem: Problem): string {
  return String(problem.details.extra?.provider_error ?? '');
}

/** Words of the provider, and of the connection itself: disabled, or deleted under the rotation. */
function meaningOf(problem: Problem): 'gone' | 'refused' | 'away' {
  if (problem.code === 'secret_provider_disabled' || problem.code === 'not_found') return 'refused';
  if (problem.code === 'token_refused') return 'refused';
  return MEANS[kindOf(problem)] ?? 'away';
}

function factsOf(login: Login, domain: string): ItemFacts {
  return {
    version: login.version,
    username: login.username,
    password: login.password,
    pending: login.pendingPassword,
    markerText: login.rotationMarker,
    fingerprint: login.fingerprint(),
    obstacle: obstacleOf(login, domain),
  };
}

function obstacleOf(
  { editable, username, password, websites }: Login,
  domain: string,
): RotationReason | null {
  if (!editable.ok) return 'item_not_editable';
  if (username.isEmpty || password.isEmpty) return 'item_incomplete';
  const own = websites.filter(({ url }) => sameSite(url, domain));
  const elsewhere = websites.length > 0 && own.length === 0;
  const never = own.length > 0 && own.every(({ autofill }) => autofill === 'never');
  return elsewhere || never ? 'website_mismatch' : null;
}
