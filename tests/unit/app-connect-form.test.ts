import { describe, expect, it } from 'vitest';
import {
  type ConnectForm,
  connectBody,
  connectFormSchema,
  newConnectForm,
  shownFields,
} from '@/app/w/[workspace]/settings/integrations/_connect/connect-form';
import { connectSecretProvider } from '@/lib/contract/secret-provider';

const SERVICE_ACCOUNT = `ops_eyJ${'a'.repeat(400)}`;
const CONNECT = `eyJ${'a'.repeat(60)}.${'b'.repeat(200)}.${'c'.repeat(80)}`;
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

/** Everything typed for every mode, as after changing one's mind twice. */
const filled = (change: Partial<ConnectForm>): ConnectForm => ({
  ...newConnectForm(),
  token: SERVICE_ACCOUNT,
  base_url: ' https://connect.example.com ',
  ca_pem: CERTIFICATE,
  account: 'my-team',
  plan: 'business',
  ...change,
});

const faults = (form: ConnectForm) =>
  Object.fromEntries(
    connectFormSchema.safeParse(form).error?.issues.map((issue) => [issue.path.join('.'), issue.message]) ??
      [],
  );

describe('the connect form', () => {
  it('sends a service account only its own fields', () => {
    expect(connectBody(filled({ mode: 'service_account' }))).toEqual({
      name: '1Password',
      mode: 'service_account',
      token: SERVICE_ACCOUNT,
      plan: 'business',
      cache_ttl_seconds: 300,
      token_expires_at: null,
    });
  });

  it('sends a Connect server its address, certificate and token', () => {
    const body = connectBody(
      filled({ mode: 'connect', token: `${CONNECT.slice(0, 90)}\n${CONNECT.slice(90)}` }),
    );
    expect(body).toMatchObject({
      mode: 'connect',
      base_url: 'https://connect.example.com',
      ca_pem: CERTIFICATE,
      token: CONNECT,
    });
    expect(body).not.toHaveProperty('token_env');
    expect(body).not.toHaveProperty('account');
  });

  it('sends no token when it is in the environment of the server', () => {
    const body = connectBody(
      filled({ mode: 'connect', token_place: 'environment', token_env: 'LATCHKEY_CONNECT_TOKEN_EU' }),
    );
    expect(body).toMatchObject({ token_env: 'LATCHKEY_CONNECT_TOKEN_EU' });
    expect(body).not.toHaveProperty('token');
  });

  it('sends no token for an account that is signed in', () => {
    const body = connectBody(filled({ mode: 'cli', signed_in_as: 'account' }));
    expect(body).toMatchObject({ mode: 'cli', account: 'my-team' });
    expect(body).not.toHaveProperty('token');
  });

  it('sends what the wire takes, in every mode', () => {
    const forms = [
      filled({ mode: 'service_account' }),
      filled({ mode: 'connect', token: CONNECT, token_expires_at: '2031-05-01' }),
      filled({ mode: 'connect', token_place: 'environment' }),
      filled({ mode: 'cli' }),
      filled({ mode: 'cli', signed_in_as: 'service_account' }),
    ];
    for (const form of forms) {
      expect(faults(form)).toEqual({});
      expect(connectSecretProvider.safeParse(connectBody(form)).error).toBeUndefined();
    }
  });

  it('asks for nothing that the chosen mode does not show', () => {
    const empty = { ...newConnectForm(), token_env: '' };
    for (const mode of ['service_account', 'connect', 'cli'] as const) {
      const form = { ...empty, mode };
      const shown: string[] = shownFields(form);
      expect(Object.keys(faults(form)).filter((field) => !shown.includes(field))).toEqual([]);
      expect(Object.keys(faults(form))).not.toEqual([]);
    }
  });

  it.each([
    [{ base_url: 'connect.example.com' }, 'base_url', /whole address/],
    [{ base_url: 'https://connect.example.com/v1/' }, 'base_url', /\/v1/],
    [{ ca_pem: '-----BEGIN PRIVATE KEY-----' }, 'ca_pem', /private key/],
    [{ ca_pem: 'MIIB' }, 'ca_pem', /PEM/],
    [{ token_place: 'environment', token_env: 'PATH' }, 'token_env', /LATCHKEY_CONNECT_TOKEN/],
    [{ token: SERVICE_ACCOUNT }, 'token', /Service account/],
  ] as const)('says at the field what is wrong with %o', (change, field, words) => {
    expect(faults(filled({ mode: 'connect', token: CONNECT, ...change }))).toEqual({
      [field]: expect.stringMatching(words),
    });
  });
});
