import type { Context } from 'hono';
import type { ApiEnv } from './api-env';

export type ClientAddress = (c: Context<ApiEnv>) => string | undefined;

/**
 * The chain is what proxies wrote into `x-forwarded-for`, then the socket. Its last entries are the ones we can trust:
 * the socket's other end, and one more for each proxy of our own. Next's hand-over shows no socket, but Next has
 * written its other end into the header.
 */
export function clientAddress(trustedProxyHops: number): ClientAddress {
  return (c) => {
    const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((address) => address.trim());
    const socket = c.env?.incoming?.socket.remoteAddress;
    const chain = [...forwarded, ...(socket ? [socket] : [])].filter((address) => address !== '');
    return chain.at(-1 - trustedProxyHops) ?? chain[0];
  };
}
