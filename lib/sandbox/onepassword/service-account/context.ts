import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import type { LossyWrites } from '../faults/lossy';
import type { ReadLag } from '../faults/read-lag';
import type { Account } from '../store/account';
import type { Store } from '../store/store';
import { envelopeSchema, openJson, sealJson } from './envelope';
import type { HourlyBudget } from './hourly-budget';
import type { KeyRing } from './key-ring';
import type { Session, Sessions } from './sessions';

export interface ServiceAccountDeps {
  store: Store;
  keys: KeyRing;
  sessions: Sessions;
  budget: HourlyBudget;
  lag: ReadLag;
  lossy: LossyWrites;
}

export interface Signed {
  session: Session;
  sessionKey: Buffer;
  account: Account;
}

export interface ServiceAccountEnv {
  Bindings: HttpBindings;
  Variables: { signed: Signed };
}

export type ServiceAccountContext = Context<ServiceAccountEnv>;

export function sealedAnswer(c: ServiceAccountContext, value: unknown): Response {
  const { session, sessionKey } = c.get('signed');
  return c.json(sealJson(sessionKey, session.id, value));
}

/** Undefined when the body is no envelope of this session or not of the expected shape. */
export async function sealedBody<T>(c: ServiceAccountContext, schema: z.ZodType<T>): Promise<T | undefined> {
  const { session, sessionKey } = c.get('signed');
  try {
    const envelope = envelopeSchema.parse(JSON.parse(await c.req.text()));
    return schema.parse(openJson(sessionKey, session.id, envelope));
  } catch {
    return undefined;
  }
}

/** The SDK judges by the status alone; the text is for whoever reads the traffic. */
export function refusal(c: Context, status: ContentfulStatusCode, message: string): Response {
  return c.json({ errorCode: status, errorMessage: message, requestId: 1 }, status);
}
