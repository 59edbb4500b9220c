import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler } from 'hono';
import type { Backend, Paces } from './backend';
import type { Delays } from './delays';
import type { Fault, Faults } from './faults';
import type { RequestLog } from './request-log';
import type { Throttle } from './throttle';

export interface DisturbanceDeps {
  backend: Backend;
  faults: Faults;
  /** Absent for an upstream that has no rate limit. */
  throttle: Throttle | undefined;
  paces: Paces;
  log: RequestLog;
  now: () => number;
  delays: Delays;
  /** Whose request this is, as far as it can be told before it is verified. */
  accountOf: (c: Context) => string | null | Promise<string | null>;
  /** A refusal in the upstream's own words. */
  refusal: (status: number, message?: string) => object;
}

const CUT = 0;

/** Stands in front of an upstream's routes: writes the log, then plays latency, faults and throttling. */
export function disturbance(deps: DisturbanceDeps): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const { backend, faults, log } = deps;
  return async (c, next) => {
    const account = await deps.accountOf(c);
    const { method, path } = c.req;
    const record = (status: number) =>
      log.add({ at: new Date(deps.now()).toISOString(), backend, account, method, path, status });

    const fault = faults.take(backend, `${method} ${path}`);
    const waitMs = deps.paces.of(backend).latencyMs + (fault?.delayMs ?? 0);
    // When the server closes there is nobody left to answer.
    if (waitMs > 0 && !(await deps.delays.wait(waitMs))) return RESPONSE_ALREADY_SENT;
    if (fault?.afterEffect) await next();
    const failure = fault && failed(deps, c, fault);
    if (failure) {
      record(failure === RESPONSE_ALREADY_SENT ? CUT : failure.status);
      c.res = failure;
      return undefined;
    }
    if (deps.throttle?.refuses(account)) {
      record(429);
      return Response.json(deps.refusal(429, 'scripted rate limit'), { status: 429 });
    }
    if (!fault?.afterEffect) await next();
    record(c.res.status);
    return undefined;
  };
}

function failed(
  { refusal }: DisturbanceDeps,
  c: Context<{ Bindings: HttpBindings }>,
  { destroy, status, message }: Fault,
): Response | undefined {
  if (destroy) {
    c.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  return status === undefined ? undefined : Response.json(refusal(status, message), { status });
}
