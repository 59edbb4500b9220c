import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { type Account, PERMISSION } from '../store/account';
import type { Vault } from '../store/vault';
import type { World } from '../world';
import type { Touched } from './activity';
import { ConnectError } from './connect-error';
import type { ConnectClaims } from './token-keys';

export interface Caller {
  account: Account;
  claims: ConnectClaims;
}

export interface ConnectEnv {
  Bindings: HttpBindings;
  Variables: { caller: Caller; touched: Touched | undefined };
}

export type ConnectContext = Context<ConnectEnv>;

/** Bits that a call needs. Whether a real delete asks for 512 is unknown; tokens with write access lack that bit. */
export const NEEDS = {
  read: PERMISSION.readItems,
  update: PERMISSION.updateItems,
  create: PERMISSION.createItems,
  delete: PERMISSION.archiveItems,
} as const;

export function authenticated(world: World): MiddlewareHandler<ConnectEnv> {
  return async (c, next) => {
    const claims = world.connect.verified(bearerToken(c) ?? '');
    if (!claims) throw new ConnectError(401, 'Invalid token signature');
    const account = world.store.account(world.connect.accountOf(claims.tokenId) ?? '');
    const expired = claims.expiresAtSeconds !== undefined && claims.expiresAtSeconds * 1000 <= world.now();
    if (!account || account.revoked || expired) throw new ConnectError(401, 'Invalid bearer token');
    c.set('caller', { account, claims });
    world.activity.initialised = true;
    await next();
  };
}

/** Before any of it is verified beyond the signature: good enough for a log and for scripted faults. */
export function claimedAccount(world: World): (c: Context) => string | null {
  return (c) => {
    const claims = world.connect.verified(bearerToken(c) ?? '');
    return (claims && world.connect.accountOf(claims.tokenId)) ?? null;
  };
}

export function mayRead(caller: Caller, vaultId: string): boolean {
  return permitted(caller, vaultId, NEEDS.read);
}

/**
 * The vault of the path, when the caller may do that in it. The official documentation lists both 403 and 404; here a
 * vault that exists nowhere is 404 and one that the token or the server was not given is 403.
 */
export function vaultOf(c: ConnectContext, world: World, action: keyof typeof NEEDS): Vault {
  const id = c.req.param('vault') ?? '';
  if (!isId(id)) throw new ConnectError(400, 'Invalid Vault UUID');
  const vault = world.store.vault(id);
  if (!vault) throw new ConnectError(404, `vault ${id} not found`);
  const caller = c.get('caller');
  if (!permitted(caller, id, NEEDS.read)) {
    throw new ConnectError(403, `Authorization: token does not have access to vault ${id}`);
  }
  if (!permitted(caller, id, NEEDS[action])) {
    const text = `Authorization: token does not have permission to perform ${action} on vault ${id}`;
    throw new ConnectError(403, text);
  }
  return vault;
}

export function isId(text: string): boolean {
  return /^[\da-z]{26}$/.test(text);
}

/** What the token claims and what the account may do now: the lesser of the two counts. */
function permitted({ account, claims }: Caller, vaultId: string, bit: number): boolean {
  return ((claims.vaults.get(vaultId) ?? 0) & (account.grants[vaultId] ?? 0) & bit) !== 0;
}

function bearerToken(c: Context): string | undefined {
  return /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
}
