import { describe, expect, it } from 'vitest';
import { cliPermission } from '@/lib/secrets/onepassword/cli/cli-policy';
import { opEnvironment } from '@/lib/secrets/onepassword/cli/op-environment';

const SHELL = {
  PATH: '/usr/bin',
  HOME: '/home/ada',
  HTTPS_PROXY: 'http://proxy:3128',
  OP_CONNECT_HOST: 'http://connect:8080',
  OP_CONNECT_TOKEN: 'connect-token',
  OP_SERVICE_ACCOUNT_TOKEN: 'of somebody else',
  OP_DEBUG: 'true',
  OP_CACHE: 'true',
  OP_FORMAT: 'human-readable',
  OP_INCLUDE_ARCHIVE: 'true',
  OP_SESSION_acme: 'session',
  OP_CONFIG_DIR: '/home/ada/.op',
  OP_BIOMETRIC_UNLOCK_ENABLED: 'true',
  XDG_RUNTIME_DIR: '/run/user/1000',
  DATABASE_URL: 'postgres://x',
  LATCHKEY_KEK: 'key',
  NODE_OPTIONS: '--inspect',
  EMPTY: undefined,
};

describe('the environment of an op process', () => {
  it('of a service account is what the command needs and nothing else', () => {
    expect(opEnvironment(SHELL, { kind: 'service_account', configFolder: '/tmp/private' })).toEqual({
      PATH: '/usr/bin',
      HOME: '/home/ada',
      HTTPS_PROXY: 'http://proxy:3128',
      OP_CONFIG_DIR: '/tmp/private',
      OP_BIOMETRIC_UNLOCK_ENABLED: 'false',
      OP_LOAD_DESKTOP_APP_SETTINGS: 'false',
      OP_CACHE: 'false',
      NO_COLOR: '1',
    });
  });

  it('of a person also finds the sign-in, and still no token, no Connect server and no cache', () => {
    expect(opEnvironment(SHELL, { kind: 'account', account: 'acme' })).toEqual({
      PATH: '/usr/bin',
      HOME: '/home/ada',
      HTTPS_PROXY: 'http://proxy:3128',
      OP_ACCOUNT: 'acme',
      OP_SESSION_acme: 'session',
      OP_CONFIG_DIR: '/home/ada/.op',
      OP_BIOMETRIC_UNLOCK_ENABLED: 'true',
      XDG_RUNTIME_DIR: '/run/user/1000',
      OP_CACHE: 'false',
      NO_COLOR: '1',
    });
  });

  it('for asking the version belongs to nobody', () => {
    expect(Object.keys(opEnvironment(SHELL, null)).toSorted()).toEqual([
      'HOME',
      'HTTPS_PROXY',
      'NO_COLOR',
      'OP_CACHE',
      'PATH',
    ]);
  });
});

describe('the op command in production', () => {
  it('is refused with a reason and a way out unless the operator allows it', () => {
    const refused = cliPermission({ production: true, allowedByOperator: false });
    expect(refused).toMatchObject({ allowed: false, reason: expect.stringContaining('production') });
    expect(refused).toMatchObject({ nextStep: expect.stringContaining('LATCHKEY_ALLOW_OP_CLI=1') });
    expect(cliPermission({ production: true, allowedByOperator: true })).toEqual({ allowed: true });
  });

  it('is no question elsewhere', () => {
    expect(cliPermission({ production: false, allowedByOperator: false })).toEqual({ allowed: true });
  });
});
