import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Item } from '../store/item';
import type { World } from '../world';
import type { ConnectEnv } from './caller';
import { ConnectError } from './connect-error';

export interface Touched {
  action: 'READ' | 'CREATE' | 'UPDATE' | 'DELETE';
  vaultId: string;
  item?: Item | undefined;
}

const KEPT = 10_000;

/** The API requests that Connect itself reports under /v1/activity, and whether anyone has signed in yet. */
export class Activity {
  #rows: object[] = [];
  initialised = false;

  add(row: object): void {
    this.#rows.unshift(row);
    this.#rows.length = Math.min(this.#rows.length, KEPT);
  }

  page(offset: number, limit: number): { rows: object[]; total: number } {
    return { rows: this.#rows.slice(offset, offset + limit), total: this.#rows.length };
  }

  clear(): void {
    this.#rows = [];
    this.initialised = false;
  }
}

/** Writes a row for each request that named a vault and was answered or denied. */
export function recordedActivity({ activity, connect, now }: World): MiddlewareHandler<ConnectEnv> {
  return async (c, next) => {
    await next();
    const touched = c.get('touched');
    const denied = c.error instanceof ConnectError && c.error.status === 403;
    if (!touched || (c.error && !denied)) return;
    const { account, claims } = c.get('caller');
    const { item, vaultId, action } = touched;
    activity.add({
      requestId: randomUUID(),
      timestamp: new Date(now()).toISOString(),
      action,
      result: denied ? 'DENY' : 'SUCCESS',
      actor: {
        id: connect.content.serverId.toUpperCase(),
        account: account.name,
        jti: claims.tokenId,
        userAgent: c.req.header('user-agent') ?? '',
        requestIp: c.env.incoming.socket.remoteAddress ?? '',
      },
      resource: item
        ? { type: 'ITEM', vault: { id: vaultId }, item: { id: item.id }, itemVersion: item.version }
        : { type: 'VAULT', vault: { id: vaultId } },
    });
  };
}
