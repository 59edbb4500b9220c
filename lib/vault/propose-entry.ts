import { type FieldError, fieldProblem } from '@/lib/contract/problem';
import { type EntrySource, entrySource } from '@/lib/contract/vault-entry';
import type { Secret } from '@/lib/kernel/secret';
import type { EntryChange } from './entry-change';
import { entryErrors, type ProposedEntry } from './entry-rules-policy';
import type { EntryWithProvider } from './entry-store';
import { type FieldMapping, readMapping } from './field-mapping';
import { passkeyErrors } from './passkey-rules';

/** The entry as it would be. What belongs to another source than the new one does not live on. */
export function proposeEntry(existing: EntryWithProvider | null, change: EntryChange): ProposedEntry {
  const source = proposedSource(existing, change);
  const kept = existing?.source === source ? existing : null;
  const holds = (given: Secret | null | undefined, had: unknown) =>
    given === undefined ? Boolean(had) : given !== null && !given.isEmpty;
  return {
    domain: change.domain ?? existing?.domain ?? '',
    source,
    given: {
      username: change.username !== undefined,
      password: change.password !== undefined,
      totpSecret: change.totpSecret !== undefined && change.totpSecret !== null,
      passkey: change.passkey !== undefined && change.passkey !== null,
    },
    holds: {
      username: holds(change.username, kept?.usernameSealed),
      password: holds(change.password, kept?.passwordSealed),
      totpSecret: holds(change.totpSecret, kept?.totpSecretSealed),
      passkey: change.passkey === undefined ? Boolean(kept?.passkeySealed) : change.passkey !== null,
    },
    totpSecret: change.totpSecret ?? null,
    secretProviderId: change.secretProviderId ?? kept?.secretProviderId ?? null,
    secretRef: change.secretRef ?? kept?.secretRef ?? null,
    secretCacheTtlSeconds: given(change.secretCacheTtlSeconds, kept?.secretCacheTtlSeconds),
    mapping: proposedMapping(kept, change),
    tfaMethod: given(change.tfaMethod, existing?.tfaMethod),
    extraOrigins: change.extraOrigins ?? existing?.extraOrigins ?? [],
  };
}

function proposedMapping(kept: EntryWithProvider | null, change: EntryChange): FieldMapping {
  const before = kept ? readMapping(kept) : { fieldReferences: {}, extraSecrets: {} };
  return {
    fieldReferences: change.fieldReferences ?? before.fieldReferences,
    extraSecrets: change.extraSecrets ?? before.extraSecrets,
  };
}

export function refuseBrokenEntry(proposed: ProposedEntry, change: EntryChange): void {
  const fields: FieldError[] = [
    ...entryErrors(proposed),
    ...(change.passkey ? passkeyErrors(change.passkey, proposed.domain) : []),
  ];
  if (fields.length > 0) throw fieldProblem(fields);
}

/** A passkey stays one until its entry is said to be stored; binding it to an item is a rule to break, not a wish. */
function proposedSource(existing: EntryWithProvider | null, change: EntryChange): EntrySource {
  const kept = existing === null ? 'stored' : entrySource.parse(existing.source);
  if (kept === 'passkey' && change.source === 'provider') return 'passkey';
  return change.source ?? kept;
}

function given<T>(change: T | null | undefined, kept: T | null | undefined): T | null {
  return change === undefined ? (kept ?? null) : change;
}
