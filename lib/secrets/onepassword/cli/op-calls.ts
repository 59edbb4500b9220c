import { z } from 'zod';
import { Secret } from '@/lib/kernel/secret';
import type { NewLogin } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import {
  type FieldReference,
  formatFieldReference,
  type SecretReference,
} from '@/lib/secrets/secret-reference';
import type { HourlyCount, HourlyLimits } from '../hourly-count';
import { newLoginJson } from '../json-login';
import type { ProviderLog } from '../provider-log';
import { asksForVault, classifyOpError } from './classify-op-error';
import {
  type OpItem,
  type OpOverview,
  type OpVault,
  opItemSchema,
  opOverviewsSchema,
  opVaultsSchema,
  parseOutput,
} from './op-item';
import type { OpCommand, OpSession } from './op-session';
import { type RateLimitReport, rateLimitReportSchema } from './rate-limit-report';
import type { OpOutcome } from './run-op';

type Signal = AbortSignal | undefined;

const ID = /^[a-z0-9]{26}$/;
const JSON_OUTPUT = ['--format', 'json'];

/**
 * Requests per command, as 1Password documents them for ids in place of names; a list of items costs one more per
 * vault, which is counted where the vaults are known.
 */
const COST = {
  listVaults: { reads: 1, writes: 0 },
  listItems: { reads: 2, writes: 0 },
  getItem: { reads: 1, writes: 0 },
  read: { reads: 1, writes: 0 },
  readByNames: { reads: 3, writes: 0 },
  createItem: { reads: 1, writes: 1 },
  editItem: { reads: 4, writes: 1 },
  deleteItem: { reads: 4, writes: 1 },
  free: { reads: 0, writes: 0 },
} as const satisfies Record<string, HourlyLimits>;

const createdSchema = z.object({ id: z.string() });

/** The commands that we use, each with its cost counted, its failure classified and its output parsed. */
export class OpCalls {
  constructor(
    private readonly session: OpSession,
    private readonly count: HourlyCount,
    private readonly log: ProviderLog | undefined,
  ) {}

  async listVaults(signal: Signal): Promise<OpVault[]> {
    const args = ['vault', 'list', ...JSON_OUTPUT];
    return parseOutput(opVaultsSchema, await this.#run({ args, isLong: true, signal }, COST.listVaults));
  }

  /** Undefined when the command wants to be told a vault, as it does of a service account that sees several. */
  async listAllItems(signal: Signal): Promise<OpOverview[] | undefined> {
    const args = ['item', 'list', ...JSON_OUTPUT];
    const command = { args, isLong: true, signal };
    const outcome = await this.session.run(command);
    if (outcome.exitCode !== 0 && asksForVault(outcome.stderr)) return undefined;
    return parseOutput(opOverviewsSchema, this.#stdoutOf(outcome, command, COST.listItems));
  }

  async listItems(vaultId: string, signal: Signal): Promise<OpOverview[]> {
    const args = ['item', 'list', '--vault', id(vaultId), ...JSON_OUTPUT];
    return parseOutput(opOverviewsSchema, await this.#run({ args, isLong: true, signal }, COST.listItems));
  }

  async getItem({ vaultId, itemId }: SecretReference, signal: Signal): Promise<OpItem> {
    const args = ['item', 'get', id(itemId), '--vault', id(vaultId), ...JSON_OUTPUT];
    return parseOutput(opItemSchema, await this.#run({ args, signal }, COST.getItem));
  }

  /** The value without a line break at its end. */
  async read(reference: FieldReference, signal: Signal): Promise<Secret> {
    const args = ['read', '--no-newline', formatFieldReference(reference)];
    const byIds = ID.test(reference.vault) && ID.test(reference.item);
    return Secret.of(await this.#run({ args, signal }, byIds ? COST.read : COST.readByNames));
  }

  /** Replaces the item by the template, which goes to stdin. Returns the item's new version. */
  async editItem(item: OpItem, secrets: readonly Secret[], signal: Signal): Promise<number> {
    const args = ['item', 'edit', id(item.id), '--vault', id(item.vault.id), ...JSON_OUTPUT];
    const input = Secret.of(JSON.stringify(item));
    const stdout = await this.#run({ args, input, secrets, signal }, COST.editItem);
    return parseOutput(opItemSchema, stdout).version;
  }

  async createNote(vaultId: string, title: string, notes: string, signal: Signal): Promise<string> {
    const args = ['item', 'create', '-', '--vault', id(vaultId), ...JSON_OUTPUT];
    const notesField = {
      id: 'notesPlain',
      type: 'STRING',
      purpose: 'NOTES',
      label: 'notesPlain',
      value: notes,
    };
    const input = Secret.of(JSON.stringify({ title, category: 'SECURE_NOTE', fields: [notesField] }));
    const stdout = await this.#run({ args, input, signal }, COST.createItem);
    return parseOutput(createdSchema, stdout).id;
  }

  async createLogin(vaultId: string, login: NewLogin, signal: Signal): Promise<string> {
    const args = ['item', 'create', '-', '--vault', id(vaultId), ...JSON_OUTPUT];
    const input = Secret.of(JSON.stringify(newLoginJson(login)));
    const secrets = [login.username, login.password];
    const stdout = await this.#run({ args, input, secrets, signal }, COST.createItem);
    return parseOutput(createdSchema, stdout).id;
  }

  async deleteItem({ vaultId, itemId }: SecretReference, signal: Signal): Promise<void> {
    await this.#run(
      { args: ['item', 'delete', id(itemId), '--vault', id(vaultId)], signal },
      COST.deleteItem,
    );
  }

  /** Costs nothing, and is answered at the limit as well. */
  async rateLimit(signal: Signal): Promise<RateLimitReport> {
    const args = ['service-account', 'ratelimit', ...JSON_OUTPUT];
    return parseOutput(rateLimitReportSchema, await this.#run({ args, signal }, COST.free));
  }

  async #run(command: OpCommand, cost: HourlyLimits): Promise<string> {
    return this.#stdoutOf(await this.session.run(command), command, cost);
  }

  #stdoutOf({ exitCode, stdout, stderr }: OpOutcome, { args }: OpCommand, cost: HourlyLimits): string {
    const error = exitCode === 0 ? undefined : classifyOpError(stderr);
    // A look-up that fails counts as well.
    this.count.add(cost);
    if (!error) return stdout;
    if (error.kind === 'unavailable') {
      this.log?.warn({ exitCode, command: args.slice(0, 2).join(' ') }, 'the op command failed');
    }
    throw error;
  }
}

/** An id on the command line must not be taken for a flag, nor a name be looked up in place of it. */
function id(text: string): string {
  if (ID.test(text)) return text;
  throw new SecretProviderError('malformed', 'The reference has no valid ids.', {
    nextStep: 'Bind the login by the ids of its vault and item, or pick it from the list.',
  });
}
