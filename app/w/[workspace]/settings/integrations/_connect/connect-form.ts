import { z } from 'zod';
import {
  type ConnectSecretProvider,
  connectSecretProvider,
  DEFAULT_CACHE_TTL_SECONDS,
  PROVIDER_PLANS,
  providerMode,
} from '@/lib/contract/secret-provider';
import { endOfDay } from '../_connections/expiry-day';
import { type TokenKind, tokenShape, trimToken } from './token-shape';

/** What the dialog holds: texts for all modes at once, so that nothing is lost when the mode is changed and back. */
const values = z.object({
  name: connectSecretProvider.shape.name,
  mode: providerMode,
  token: z.string(),
  /** Connect: pasted, or in the environment of the server. */
  token_place: z.enum(['here', 'environment']),
  token_env: z.string(),
  base_url: z.string(),
  ca_pem: z.string().max(64_000, 'At most 64,000 characters'),
  /** op: whose access it uses. */
  signed_in_as: z.enum(['account', 'service_account']),
  account: z.string(),
  plan: z.enum(PROVIDER_PLANS),
  cache_ttl_seconds: z.number(),
  /** A day, as <input type="date"> gives it; empty when not known. */
  token_expires_at: z.string(),
});
export type ConnectForm = z.infer<typeof values>;

export function newConnectForm(): ConnectForm {
  return {
    name: '1Password',
    mode: 'service_account',
    token: '',
    token_place: 'here',
    token_env: 'LATCHKEY_CONNECT_TOKEN',
    base_url: '',
    ca_pem: '',
    signed_in_as: 'account',
    account: '',
    plan: 'other',
    cache_ttl_seconds: DEFAULT_CACHE_TTL_SECONDS,
    token_expires_at: '',
  };
}

type ConnectField = keyof ConnectForm & keyof ConnectSecretProvider;

/** The fields of the wire that are on the screen; an error for any other is shown above the buttons. */
export function shownFields(form: ConnectForm): ConnectField[] {
  const common = ['name', 'mode', 'cache_ttl_seconds', 'token_expires_at'] as const;
  return [...fieldsOfMode(form), ...common];
}

function fieldsOfMode(form: ConnectForm): ConnectField[] {
  switch (form.mode) {
    case 'service_account':
      return ['token', 'plan'];
    case 'connect':
      return ['base_url', form.token_place === 'here' ? 'token' : 'token_env', 'ca_pem'];
    case 'cli':
      return form.signed_in_as === 'account' ? ['account'] : ['token', 'plan'];
  }
}

/** Whether a token is typed in, and of which kind. */
export function tokenKindOf(form: ConnectForm): TokenKind | null {
  if (!fieldsOfMode(form).includes('token')) return null;
  return form.mode === 'connect' ? 'connect' : 'service_account';
}

/** Only what can be told without asking: the server knows the rest and answers per field. */
export const connectFormSchema = values.superRefine((form, context) => {
  for (const field of fieldsOfMode(form)) {
    const message = faultOf(field, form);
    if (message) context.addIssue({ code: 'custom', path: [field], message });
  }
});

function faultOf(field: ConnectField, form: ConnectForm): string | null {
  switch (field) {
    case 'token':
      return tokenFault(form);
    case 'token_env':
      return wireFault(connectSecretProvider.shape.token_env, form.token_env.trim());
    case 'base_url':
      return addressFault(form.base_url.trim());
    case 'ca_pem':
      return certificateFault(form.ca_pem);
    case 'account':
      return form.account.trim() === '' ? 'Say which account, as “op account list” shows it' : null;
    default:
      return null;
  }
}

function tokenFault(form: ConnectForm): string | null {
  const kind = tokenKindOf(form);
  const shape = tokenShape(form.token, kind ?? 'service_account');
  if (shape.kind === 'wrong') return shape.message;
  if (shape.kind === 'plausible') return null;
  return kind === 'connect' ? 'Paste the token of the Connect server' : 'Paste the service account token';
}

function wireFault(schema: z.ZodType, value: string): string | null {
  return schema.safeParse(value).error?.issues[0]?.message ?? null;
}

function addressFault(address: string): string | null {
  if (address === '') return 'Give the address of the Connect server';
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) {
    return 'Give a whole address, such as https://connect.example.com';
  }
  if (/\/v1\/?$/.test(address)) return 'Leave out “/v1” at the end';
  return null;
}

function certificateFault(pem: string): string | null {
  if (pem.trim() === '') return null;
  if (pem.includes('PRIVATE KEY')) return 'This holds a private key. Paste only the certificate.';
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    return 'Paste a certificate in PEM, which begins with “-----BEGIN CERTIFICATE-----”';
  }
  return null;
}

/** Only the fields of the chosen mode: what was typed for another stays in the browser. */
export function connectBody(form: ConnectForm): ConnectSecretProvider {
  const { name, mode, cache_ttl_seconds } = form;
  const fields = fieldsOfMode(form);
  const given = (field: ConnectField) => fields.includes(field);
  return {
    name,
    mode,
    cache_ttl_seconds,
    token_expires_at: endOfDay(form.token_expires_at),
    ...(given('token') ? { token: trimToken(form.token) } : {}),
    ...(given('token_env') ? { token_env: form.token_env.trim() } : {}),
    ...(given('base_url') ? { base_url: form.base_url.trim() } : {}),
    ...(given('ca_pem') && form.ca_pem.trim() ? { ca_pem: form.ca_pem.trim() } : {}),
    ...(given('account') ? { account: form.account.trim() } : {}),
    ...(given('plan') ? { plan: form.plan } : {}),
  };
}
