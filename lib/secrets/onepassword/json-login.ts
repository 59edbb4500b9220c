import type { Login } from '@/lib/secrets/provider';
import { loginOf } from './login-parts';

interface JsonField {
  id: string;
  type?: string | null | undefined;
  purpose?: string | null | undefined;
  value?: string | null | undefined;
  section?: unknown;
}

/** What an item has in common as Connect and as the command line spell it. */
interface JsonItem {
  id: string;
  title: string;
  category: string;
  vault: { id: string };
  version: number;
  urls: ReadonlyArray<{ href: string }>;
  fields: readonly JsonField[];
}

export function loginOfJson(
  item: JsonItem,
  editable: Login['editable'],
  rotation: Pick<Login, 'pendingPassword' | 'rotationMarker' | 'fingerprint'>,
): Login {
  return loginOf({
    title: item.title,
    vaultId: item.vault.id,
    itemId: item.id,
    version: item.version,
    isLogin: item.category === 'LOGIN',
    username: signInField(item, 'USERNAME')?.value ?? '',
    password: signInField(item, 'PASSWORD')?.value ?? '',
    hasOneTimePassword: item.fields.some(isOneTimePassword),
    // Neither of the two shows how a website was set to be filled, so the default of the apps is what is left.
    websites: item.urls.map(({ href }) => ({ url: href, autofill: 'anywhere' })),
    editable,
    ...rotation,
  });
}

/** `OTP` in every real answer; the OpenAPI text of Connect says `TOTP`. */
export function isOneTimePassword({ type }: Pick<JsonField, 'type'>): boolean {
  return type === 'OTP' || type === 'TOTP';
}

/** By purpose first: a login saved from a web form may have ids of its own. */
function signInField(item: JsonItem, purpose: 'USERNAME' | 'PASSWORD'): JsonField | undefined {
  const builtIn = item.fields.find((field) => field.purpose === purpose);
  return builtIn ?? item.fields.find((field) => field.id === purpose.toLowerCase() && !field.section);
}
