import { AUDIT_DETAIL_KEYS, type AuditDetail, type AuditFact } from '@/lib/contract/audit';
import type { Act, Acting } from './record-act';

/** An act as it is kept, before it has its place in the chain. */
export interface PlainRecord {
  actorKind: string;
  /** A person's, key's or part's id. */
  actorId: string;
  /** Of keys and parts of the product. A person stays an id here, so that a name can be forgotten and the chain holds. */
  actorName: string | null;
  action: string;
  objectKind: string;
  objectId: string;
  outcome: string;
  requestId: string | null;
  addressHash: string | null;
  /** JSON with its keys in order, kept as text: a jsonb column would write it its own way. */
  detail: string;
}

const MAX_TEXT = 300;
const MAX_LIST = 50;

export function plainRecord(actor: Acting, act: Act): PlainRecord {
  return {
    action: act.action,
    objectKind: act.object.kind,
    objectId: plainText(act.object.id),
    outcome: act.outcome ?? 'success',
    requestId: actor.request ? plainText(actor.request.id) : null,
    addressHash: actor.request?.addressHash ?? null,
    detail: plainDetail(act.detail ?? {}),
    ...plainActor(actor.who),
  };
}

function plainActor(who: Acting['who']): Pick<PlainRecord, 'actorKind' | 'actorId' | 'actorName'> {
  switch (who.kind) {
    case 'person':
      return { actorKind: who.kind, actorId: who.userId, actorName: null };
    case 'api_key':
      return { actorKind: who.kind, actorId: who.keyId, actorName: plainText(who.name) };
    case 'system':
      return { actorKind: who.kind, actorId: plainText(who.name), actorName: plainText(who.name) };
  }
}

const DETAIL_KEYS: ReadonlySet<string> = new Set(AUDIT_DETAIL_KEYS);

/** Only listed keys, sorted, whatever the caller's object held besides. */
function plainDetail(detail: AuditDetail): string {
  const facts: Record<string, AuditFact> = {};
  for (const key of Object.keys(detail).sort()) {
    const fact = isListed(key) ? detail[key] : undefined;
    if (fact !== undefined) facts[key] = plainFact(fact);
  }
  return JSON.stringify(facts);
}

function isListed(key: string): key is keyof AuditDetail {
  return DETAIL_KEYS.has(key);
}

function plainFact(fact: AuditFact): AuditFact {
  if (typeof fact === 'string') return plainText(fact);
  if (typeof fact === 'number') return Number.isFinite(fact) ? fact : null;
  if (Array.isArray(fact)) return fact.slice(0, MAX_LIST).map((text) => plainText(String(text)));
  return fact;
}

const CONTROL = /\p{Cc}/u;
const SURROGATE = /[\ud800-\udfff]/;

/** No control characters, which could pass for a second line of a log, and nothing that UTF-8 cannot carry. */
function plainText(text: string): string {
  if (text.length <= MAX_TEXT && !CONTROL.test(text) && !SURROGATE.test(text)) return text;
  const line = text.slice(0, MAX_TEXT).replace(/\p{Cc}/gu, ' ');
  return Buffer.from(line, 'utf8').toString('utf8');
}
