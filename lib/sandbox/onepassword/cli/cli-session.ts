import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { HourlyLimits } from '../service-account/hourly-budget';
import { type Account, PERMISSION, permits } from '../store/account';
import type { Vault } from '../store/vault';
import type { World } from '../world';
import type { CliCall } from './call';
import { CLI_TEXT, CliError } from './cli-error';
import type { CommandLine } from './command-line';

const tokenSchema = z.looseObject({ email: z.string(), srpX: z.string() });

/** One run of `op`: who runs it, what it may see, and what it costs. */
export class CliSession {
  constructor(
    readonly world: World,
    readonly call: CliCall,
    readonly line: CommandLine,
    readonly account: Account,
    readonly isServiceAccount: boolean,
  ) {}

  get json(): boolean {
    return (this.line.flags.get('format') ?? this.call.format) === 'json';
  }

  get withArchive(): boolean {
    return this.line.flags.has('include-archive') || this.call.includeArchive;
  }

  vaults(): Vault[] {
    return this.world.store.vaults().filter(({ id }) => permits(this.account, id, PERMISSION.readItems));
  }

  /** Counts requests as 1Password documents them per command; a person's are not limited. */
  spend(cost: Partial<HourlyLimits>): void {
    if (!this.isServiceAccount) return;
    const { budget } = this.world;
    for (const kind of ['reads', 'writes'] as const) {
      for (let count = 0; count < (cost[kind] ?? 0); count += 1) {
        if (budget.take(this.account.name, kind)) continue;
        const { hour, day } = budget.resetsInSeconds(this.account.name);
        throw new CliError(CLI_TEXT.rateLimited(Math.max(1, Math.ceil((hour || day) / 60))));
      }
    }
  }
}

/** Who is meant by the environment and `--account`. A token goes before a signed-in person. */
export function cliAccount(
  world: World,
  call: CliCall,
  line: CommandLine,
): { account: Account; isServiceAccount: boolean } {
  if (call.environment.includes('OP_CONNECT_HOST') && call.environment.includes('OP_CONNECT_TOKEN')) {
    // The real command would silently talk to that server instead; whoever starts it should have cleared the two.
    throw new CliError(
      'OP_CONNECT_HOST and OP_CONNECT_TOKEN are set and would take precedence over all else',
    );
  }
  if (call.token)
    return { account: tokenHolder(world, call.token, line.command === 'whoami'), isServiceAccount: true };
  const wanted = line.flags.get('account') ?? call.account;
  if (wanted && !world.profile.isMeantBy(wanted)) throw new CliError(`no account found for filter ${wanted}`);
  if (!world.profile.signedIn) throw new CliError(CLI_TEXT.notSignedIn);
  return { account: world.profile.account(world.store), isServiceAccount: false };
}

function tokenHolder(world: World, token: string, offline: boolean): Account {
  const content = decoded(token);
  const name = world.keys.accountByEmail(content.email);
  const account = name === undefined ? undefined : world.store.account(name);
  const right =
    name !== undefined && sameText(world.keys.account(name).srpPrivateKeyHex, content.srpX) && account;
  if (!right || (account.revoked && !offline)) throw new CliError(CLI_TEXT.deletedAccount);
  return account;
}

function decoded(token: string): z.infer<typeof tokenSchema> {
  try {
    if (!token.startsWith('ops_')) throw new Error('not a service account token');
    return tokenSchema.parse(JSON.parse(Buffer.from(token.slice(4), 'base64url').toString()));
  } catch {
    throw new CliError(CLI_TEXT.malformedToken);
  }
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
