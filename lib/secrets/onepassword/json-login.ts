import type { Login, NewLogin } from '@/lib/secrets/provider';
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

/** A new login as Connect and the command line spell it. The values are in the clear: for a body or stdin, never a log. */
export function newLoginJson({ title, username, password, website }: NewLogin) {
  return {
    title,
    category: 'LOGIN',
    urls: [{ href: website, label: 'website', primary: true }],
    fields: [
      {
        id: 'username',
        type: 'STRING',
        purpose: 'USERNAME',
        label: 'username',
        value: username.reveal(),
      },
      {
        id: 'password',
        type: 'CONCEALED',
        purpose: 'PASSWORD',
        label: 'password',
        value: password.reveal(),
      },
    ],
  };
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
