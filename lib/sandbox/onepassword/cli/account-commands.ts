import { PERMISSION, permits } from '../store/account';
import type { Vault } from '../store/vault';
import { CliError } from './cli-error';
import type { CliSession } from './cli-session';
import { findVault } from './finding';
import { table } from './human-output';
import { utcSeconds } from './item-json';
import { json } from './read-commands';

/** Permission names of both plans. Whether a service account may use this filter is not documented. */
const FILTERS: Record<string, number> = {
  allow_viewing: PERMISSION.readItems,
  allow_editing: PERMISSION.updateItems,
  view_items: PERMISSION.readItems,
  view_and_copy_passwords: PERMISSION.revealPassword,
  create_items: PERMISSION.createItems,
  edit_items: PERMISSION.updateItems,
  archive_items: PERMISSION.archiveItems,
  delete_items: PERMISSION.deleteItems,
};

export function vaultList(session: CliSession): string {
  session.spend({ reads: 1 });
  const filters = session.line.flags.get('permission')?.split(',') ?? [];
  const unknown = filters.find((name) => FILTERS[name] === undefined);
  if (unknown !== undefined) throw new CliError(`invalid permission: ${unknown}`);
  const vaults = session
    .vaults()
    .filter(({ id }) => filters.every((name) => permits(session.account, id, FILTERS[name] ?? 0)));
  if (!session.json)
    return table(
      ['ID', 'NAME'],
      vaults.map(({ id, name }) => [id, name]),
    );
  return json(
    vaults.map((vault) => ({
      id: vault.id,
      name: vault.name,
      content_version: vault.contentVersion,
      created_at: utcSeconds(vault.createdAt),
      updated_at: utcSeconds(vault.updatedAt),
      items: session.world.store.activeItemCount(vault.id),
    })),
  );
}

export function vaultGet(session: CliSession): string {
  session.spend({ reads: 2 });
  const [query] = session.line.operands;
  if (query === undefined) throw new CliError('accepts 1 arg(s), received 0');
  const vault = vaultDetails(session, findVault(session, query));
  return session.json
    ? json(vault)
    : table(
        ['KEY', 'VALUE'],
        Object.entries(vault).map(([k, v]) => [k, String(v)]),
      );
}

/** Answered from the token alone, even when it is revoked: it says nothing about health. Costs nothing. */
export function whoAmI(session: CliSession): string {
  const { world } = session;
  const person = { url: world.profile.url, email: world.profile.email, user_uuid: world.profile.userId };
  const robot = {
    url: world.profile.url,
    URL: world.profile.url,
    user_uuid: world.keys.userIdOf(session.account.name),
    account_uuid: world.profile.accountId,
    user_type: 'SERVICE_ACCOUNT',
    ServiceAccountType: 'SERVICE_ACCOUNT',
  };
  const answer = session.isServiceAccount ? robot : { ...person, account_uuid: world.profile.accountId };
  return session.json ? json(answer) : table(['KEY', 'VALUE'], Object.entries(answer));
}

export function userGet(session: CliSession): string {
  if (!session.line.flags.has('me')) throw new CliError('only --me is known here');
  session.spend({ reads: 1 });
  const { profile, keys } = session.world;
  const user = session.isServiceAccount
    ? { id: keys.userIdOf(session.account.name), name: session.account.name, type: 'SERVICE_ACCOUNT' }
    : { id: profile.userId, name: 'Ada', email: profile.email, type: 'MEMBER' };
  return json({ ...user, state: 'ACTIVE' });
}

export function accountList({ world: { profile } }: CliSession): string {
  const { url, email, userId, accountId } = profile;
  return json([{ url, email, user_uuid: userId, account_uuid: accountId }]);
}

/** The only meter there is. Free, and answered at the limit as well. */
export function rateLimit(session: CliSession): string {
  if (!session.isServiceAccount) throw new CliError('this command needs a service account token');
  const { budget } = session.world;
  const { name } = session.account;
  const { hour, day } = budget.resetsInSeconds(name);
  const { reads, writes } = budget.used(name);
  const row = (type: string, action: string, limit: number, used: number, reset: number) => ({
    type,
    action,
    limit,
    used,
    remaining: Math.max(0, limit - used),
    reset: used === 0 ? 0 : reset,
  });
  const rows = [
    row('token', 'write', budget.limits.writes, writes, hour),
    row('token', 'read', budget.limits.reads, reads, hour),
    row('account', 'read_write', budget.dailyLimit, budget.usedToday(), day),
  ];
  if (session.json) return json(rows);
  const cells = rows.map((one) => Object.values(one).map((value) => String(value)));
  return table(['TYPE', 'ACTION', 'LIMIT', 'USED', 'REMAINING', 'RESET'], cells);
}

function vaultDetails({ world }: CliSession, vault: Vault): object {
  return {
    id: vault.id,
    name: vault.name,
    content_version: vault.contentVersion,
    ...(vault.description ? { description: vault.description } : {}),
    attribute_version: 1,
    items: world.store.activeItemCount(vault.id),
    type: 'USER_CREATED',
    created_at: utcSeconds(vault.createdAt),
    updated_at: utcSeconds(vault.updatedAt),
  };
}
