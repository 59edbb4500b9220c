import type { Locator, Page } from 'playwright-core';
import { findCodeFields } from '@/lib/browser/find-code-fields';
import { openSecretLink } from '@/lib/browser/open-secret-link';
import type { OriginPin } from '@/lib/browser/origin-policy';
import { secureFill, secureFillBoxes } from '@/lib/browser/secure-fill';
import type { OneTimeCode } from '@/lib/browser/sign-in-types';
import type { AuditDetail } from '@/lib/contract/audit';
import type { Secret } from '@/lib/kernel/secret';
import type { SecretSet } from '@/lib/redaction/secret-set';
import { loginPin } from '@/lib/resolver/login-pin';
import { resolveExtraSecret } from '@/lib/resolver/resolve-extra-secret';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import type { EntryKey } from '@/lib/resolver/resolver-deps';
import { CodesOfSignIn } from './codes-of-sign-in';
import { NoteQueue } from './note-queue';
import { UseRecord } from './record-use';
import type { SignInDeps } from './sign-in-entry';
import { requireAllowedSite } from './site-address-policy';

export interface FillForEntry {
  page: Page;
  /** Null: the fields for a code that the page shows. */
  field: Locator | null;
  /** The live secrets of whoever asks; what is typed is added before it is typed. */
  secrets: SecretSet;
  signal: AbortSignal;
  note(text: string): Promise<void>;
  doneFor: AuditDetail;
}

/**
 * Types one of an entry's further secrets into a field, and says where it may have gone. Throws `Problem` when it cannot
 * be had, `SecureFillError` when the page is not one of the entry's or does not take it.
 */
export async function fillExtraSecret(
  deps: SignInDeps,
  key: EntryKey,
  name: string,
  { page, field, secrets, note, doneFor }: FillForEntry & { field: Locator },
): Promise<OriginPin> {
  const uses = new UseRecord(deps.audit, key, doneFor);
  const pin = await pinOf(deps, key);
  const secret = await resolveExtraSecret(deps, key, name);
  secrets.add(secret.value);
  await uses.record({ action: 'secret.resolved', detail: { from: secret.source, parts: [name] } });
  await note(secret.source === 'live' ? 'Read live from 1Password.' : 'From the encrypted cache.');
  await recorded(uses, name, () => secureFill(page, field, secret.value, pin));
  return pin;
}

/** The same with a one-time code: of the entry's authenticator, or the one that `ask` brings. */
export async function fillCode(
  deps: SignInDeps,
  key: EntryKey,
  ask: (() => Promise<OneTimeCode>) | undefined,
  { page, field, secrets, signal, note, doneFor }: FillForEntry,
): Promise<OriginPin> {
  const uses = new UseRecord(deps.audit, key, doneFor);
  const pin = await pinOf(deps, key);
  // Found first: no code is used up for a page that has no place for it.
  const fields = field ? [field] : await findCodeFields(page, pin, deps.clock, signal);
  const notes = new NoteQueue(note);
  const codes = new CodesOfSignIn(deps, key, { secrets, signal, notes, uses });
  const { code } = await (ask ?? (() => codes.next()))().finally(() => codes.stopWaiting());
  await notes.written();
  const [only, ...boxes] = fields;
  await recorded(uses, 'one_time_password', () =>
    only && boxes.length === 0 ? secureFill(page, only, code, pin) : secureFillBoxes(page, fields, code, pin),
  );
  return pin;
}

/** A link that signs in whoever has it, as the site sends it: opened where the entry's login may be typed. */
export async function openLink(
  deps: SignInDeps,
  key: EntryKey,
  link: Secret,
  { page, doneFor }: Pick<FillForEntry, 'page' | 'doneFor'>,
): Promise<number | null> {
  const uses = new UseRecord(deps.audit, key, doneFor);
  const pin = await pinOf(deps, key);
  return recorded(uses, 'magic_link', () => openSecretLink(page, link, pin));
}

/** Where the entry's login may be typed: its item says so, and nothing else of the login is used. */
async function pinOf(deps: SignInDeps, key: EntryKey): Promise<OriginPin> {
  const login = await resolveLogin(deps, key);
  requireAllowedSite(login.domain, deps.insecureHosts);
  return { ...loginPin(login), insecureHosts: deps.insecureHosts };
}

async function recorded<T>(uses: UseRecord, part: string, fill: () => Promise<T>): Promise<T> {
  const detail = { parts: [part] };
  const done = await fill().catch(async (error: unknown) => {
    await uses.record({ action: 'secret.filled', outcome: 'failure', detail });
    throw error;
  });
  await uses.record({ action: 'secret.filled', outcome: 'success', detail });
  return done;
}
