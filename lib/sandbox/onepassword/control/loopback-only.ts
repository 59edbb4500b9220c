import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';
import { ControlError } from './control-error';

const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const LOOPBACK_ADDRESS = /^(127\.|::1$|::ffff:127\.)/;

/**
 * A page of some other site, opened in the same browser, must not drive the sandbox or read from it. The Origin
 * header stops its scripts and forms; the Host header stops a name of its own that it points at 127.0.0.1.
 */
export const loopbackOnly: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) => {
  const url = new URL(c.req.url);
  const origin = c.req.header('origin');
  if (
    !LOOPBACK_ADDRESS.test(c.env.incoming.socket.remoteAddress ?? '') ||
    !LOOPBACK_NAME.test(url.hostname)
  ) {
    const error = new ControlError('not_loopback', 'the sandbox answers this only on the loopback address');
    return c.json(error.body, error.status);
  }
  const foreign = origin !== undefined && origin !== url.origin;
  if (foreign || (c.req.method !== 'GET' && c.req.header('sec-fetch-site') === 'cross-site')) {
    const error = new ControlError('foreign_origin', 'the sandbox is not driven from pages of other sites');
    return c.json(error.body, error.status);
  }
  await next();
  return undefined;
};
