import { expect, test } from 'vitest';
import { browserEnvironment } from '@/lib/browser/browser-environment';

test('a browser is given what it runs on, and neither a key nor the database nor a token', () => {
  const secrets = {
    LATCHKEY_KEK: 'kek',
    LATCHKEY_FORMER_KEKS: 'kek',
    DATABASE_URL: 'postgresql://a:b@c/d',
    LATCHKEY_CONNECT_TOKEN: 'eyJ',
    OP_SERVICE_ACCOUNT_TOKEN: 'ops_',
    NODE_OPTIONS: '--require=x',
    PATHS: 'x',
    MY_LC_X: 'x',
  };
  const needed = {
    PATH: '/bin',
    HOME: '/root',
    TMPDIR: '/tmp',
    LC_ALL: 'C',
    XDG_CACHE_HOME: '/c',
    https_proxy: 'p',
  };
  expect(browserEnvironment({ ...secrets, ...needed, NODE_ENV: 'test' })).toEqual(needed);
});
