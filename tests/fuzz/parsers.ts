import type fc from 'fast-check';
import { readCsv } from '@/lib/bulk-bind/read-csv';
import { findCode } from '@/lib/codes/find-code-policy';
import { Problem } from '@/lib/contract/problem';
import { workflowInput } from '@/lib/contract/workflow';
import {
  decryptFromClient,
  encryptForClient,
  newApiEncryptionKey,
  WireDecryptError,
} from '@/lib/crypto/wire-encryption';
import { seenVersions } from '@/lib/http/entity-tag';
import { readIdempotencyKey } from '@/lib/http/idempotency';
import { refuseDeepJson } from '@/lib/http/json-depth-policy';
import { sessionCookies } from '@/lib/http/sent-secrets';
import { decodeCursor, decodePlace, encodeCursor, encodePlace } from '@/lib/kernel/cursor';
import { parseInterval } from '@/lib/kernel/interval';
import { Secret } from '@/lib/kernel/secret';
import { normaliseOrigin, sameSite, siteOf } from '@/lib/kernel/site';
import { createTargetPolicy, readTarget } from '@/lib/net/target-policy';
import { TargetRefused } from '@/lib/net/target-refused';
import { parsePasswordRules } from '@/lib/passwords/password-rules';
import { quirkFor } from '@/lib/passwords/quirks';
import { requireRecipe } from '@/lib/recipes/recipe-rules-policy';
import { codeFromSeed } from '@/lib/resolver/stored-one-time-code';
import { codeOf, toItemOverview as toOpOverview } from '@/lib/secrets/onepassword/cli/map-op-item';
import { opItemSchema, opOverviewsSchema, parseOutput } from '@/lib/secrets/onepassword/cli/op-item';
import {
  connectItemSchema,
  connectOverviewsSchema,
  parseAnswer,
} from '@/lib/secrets/onepassword/connect/connect-item';
import { inspectConnectToken } from '@/lib/secrets/onepassword/connect/connect-token';
import { codeOfField, valueOfField } from '@/lib/secrets/onepassword/connect/find-field';
import { toItemOverview, toLogin } from '@/lib/secrets/onepassword/connect/map-item';
import { periodOf } from '@/lib/secrets/onepassword/one-time-code';
import { inspectServiceAccountToken } from '@/lib/secrets/onepassword/service-account/token';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import {
  formatFieldReference,
  formatSecretReference,
  parseFieldReference,
  parseSecretReference,
} from '@/lib/secrets/secret-reference';
import { readSeed } from '@/lib/vault/seed';
import { texts, values } from './texts';

/** Something that reads what others have written. */
export interface Parser {
  name: string;
  inputs: fc.Arbitrary<unknown>;
  /** Reads one input; throws what `refusals` does not name only if the parser is broken. */
  read: (input: never) => unknown;
  /** What the parser says no with. Anything else that comes out of it is a fault. */
  refusals: ReadonlyArray<abstract new (...args: never[]) => Error>;
}

function parser<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  read: (input: Input) => unknown,
  refusals: Parser['refusals'] = [],
): Parser {
  return { name, inputs, read, refusals };
}

const VAULT = 'hfnjvi6aymbsnfc2xeeoheizda';
const ITEM = '7yq3sv2nbzgbfgw5t6cs3ijcmq';
const references = texts({
  samples: [`op://${VAULT}/${ITEM}`, `op://Automation/Acme Prod/Sign in/code?attribute=otp`],
  fragments: [
    'op://',
    '/',
    '?',
    'attribute=',
    'otp',
    'totp',
    '%20',
    ' ',
    '.',
    VAULT,
    ITEM,
    '\u0000',
    'é',
    '\ud800',
  ],
  longest: 3_000,
});

const seeds = texts({
  samples: [
    'otpauth://totp/Acme:ada?secret=JBSWY3DPEHPK3PXP&issuer=Acme&algorithm=SHA256&digits=8&period=60',
    'JBSW Y3DP EHPK 3PXP',
  ],
  fragments: [
    'otpauth://',
    'totp/',
    'hotp/',
    '?',
    '&',
    'secret=',
    'digits=',
    'period=',
    'algorithm=',
    '%',
    '%zz',
    '=',
    '-',
    '0',
    '-1',
    '1e9',
    'JBSWY3DP',
    'SHA1',
    'NaN',
  ],
  longest: 5_000,
});

const cookies = texts({
  samples: ['latchkey.session_token=abc.def%3D; theme=dark'],
  fragments: [
    'latchkey.session_token',
    '=',
    ';',
    ' ',
    '%',
    '%E0%A4%A',
    '"',
    ',',
    'session',
    '__Secure-',
    '\t',
  ],
  longest: 16_000,
});

const rules = texts({
  samples: [
    'minlength: 12; maxlength: 64; required: lower; required: upper, digit; allowed: [-().&@?\'#,/"+]; max-consecutive: 2;',
  ],
  fragments: [
    'minlength',
    'maxlength',
    'required',
    'allowed',
    'max-consecutive',
    ':',
    ';',
    ',',
    '[',
    ']',
    '-',
    'upper',
    'ascii-printable',
    'unicode',
    '0',
    '99999999999',
    ' ',
    '\\',
  ],
  longest: 5_000,
});

const addresses = texts({
  samples: [
    'https://hooks.acme.example:8443/path?x=1#y',
    'http://[::ffff:127.0.0.1]/',
    'https://xn--bcher-kva.example',
  ],
  fragments: [
    'https://',
    'http:',
    '//',
    '@',
    '[',
    ']',
    '::',
    '.',
    '0x7f',
    '127.1',
    '%2e',
    '\\',
    '\t',
    '。',
    'ß',
    'xn--',
    ':',
    '65536',
    '/',
    '?',
    '#',
    'localhost',
  ],
  longest: 3_000,
});

const headers = (samples: string[], longest: number) =>
  texts({
    samples,
    fragments: ['"', 'W/', ',', ' ', '*', '0', '999999999', '\\', '\t', 'é', samples[0] ?? ''],
    longest,
  });

const csv = texts({
  samples: [
    'domain,user,item\r\nhttps://acme.example,ada,"Acme, ""Prod"""\r\n',
    'domain;user;reference\nacme.example;ada;op://a/b\n',
  ],
  fragments: [
    ',',
    ';',
    '\t',
    '"',
    '""',
    '\r\n',
    '\n',
    '\r',
    '\ufeff',
    'domain',
    'user',
    'password',
    'https://acme.example',
    '\u0000',
  ],
  // A millisecond for every thousand characters: a larger text takes longer because it is large.
  longest: 20_000,
});

const json = texts({
  samples: ['{"a":[1,{"b":"c\\"]"}]}'],
  fragments: ['{', '}', '[', ']', '"', '\\', ':', ',', 'null', '1e999', '"a":', '\\u0000'],
  longest: 200_000,
});

const field = { id: 'password', type: 'CONCEALED', purpose: 'PASSWORD', label: 'password', value: 'x' };
const code = {
  id: 'TOTP_1',
  type: 'OTP',
  label: 'code',
  value: 'otpauth://totp/a?secret=JBSWY3DP',
  totp: '123456',
  section: { id: 's', label: 'Sign in' },
};
const item = {
  id: ITEM,
  title: 'Acme Prod Login',
  category: 'LOGIN',
  version: 3,
  vault: { id: VAULT, name: 'Automation' },
  urls: [{ href: 'https://acme.example', primary: true }],
  tags: ['prod'],
  sections: [{ id: 's', label: 'Sign in' }],
  fields: [{ ...field, id: 'username', purpose: 'USERNAME', label: 'username' }, field, code],
};
const connectItem = { ...item, updatedAt: '2026-01-01T00:00:00Z', createdAt: '2026-01-01T00:00:00Z' };
const opItem = { ...item, updated_at: '2026-01-01T00:00:00.123456+01:00' };

const recipe = {
  sign_in: { url: 'https://acme.example/login', username: '#user', password: '#password' },
  change: {
    url: 'https://acme.example/settings',
    steps: [{ goto: 'https://acme.example/a' }, { click: '#b' }],
    current_password: '#a',
    new_password: '#b',
    submit: '#c',
  },
  password_rules: 'minlength: 12;',
};
const workflow = {
  name: 'Invoices',
  description: '',
  steps: [
    { action: 'goto', url: 'https://acme.example' },
    { action: 'sign_in', credential: 'USER' },
    { action: 'extract', fields: { total: { selector: '#total' } } },
  ],
  input_schema: { type: 'object', properties: { month: { type: 'string' } }, required: ['month'] },
  vault_schema: { USER: { type: 'credential', domain: 'https://acme.example' } },
};

const clientKey = newApiEncryptionKey();
const ciphertext = texts({
  samples: [encryptForClient(clientKey, 'ada@acme.example'), encryptForClient(clientKey, '')],
  fragments: ['00', 'ff', 'a', '0', 'F', 'g', ' ', '0x', 'null'],
  longest: 60_000,
});

const cursor = texts({
  samples: [
    encodeCursor('entries', ['2026-01-01T00:00:00.000Z', ITEM, null, 7]),
    encodePlace('runs', { createdAt: new Date(0), id: '7d1c1f3e-4a52-4c3f-9d55-0d9a1c5b7b01' }),
  ],
  fragments: ['W10', 'bnVsbA', '_', '-', '=', '%', 'eyJ', '\u0000'],
  longest: 1_000,
});

const mail = texts({
  samples: ['Your Acme code is 481 516. It is valid for 10 minutes.', 'Code: G-123456\nDo not share it.'],
  fragments: ['code', 'Code:', ' ', '\n', '123456', '12', '-', 'G-', '€', 'https://', '.', '٣'],
  longest: 50_000,
});

const policy = createTargetPolicy(['localhost:8443', '10.0.0.0/8', 'hooks.acme.example:*']);
const quirks = new Map([['acme.example', { rules: 'minlength: 8;', exact: false }]]);
const FIELD = { vault: VAULT, item: ITEM, section: 'Sign in', field: 'code' };

export const PARSERS: readonly Parser[] = [
  parser('secret references', references, (text) => {
    const parsed = parseSecretReference(text);
    if (parsed.ok && formatSecretReference(parsed.reference) !== text)
      throw new Error('is read as another one');
  }),
  parser('field references', references, (text) => {
    const parsed = parseFieldReference(text);
    const again = parsed.ok ? parseFieldReference(formatFieldReference(parsed.reference)) : parsed;
    if (again.ok !== parsed.ok) throw new Error('cannot be read again');
  }),
  parser('periods of one-time passwords', seeds, (text) => {
    if (!(periodOf(text) > 0)) throw new Error('has no period');
  }),
  parser('seeds that may be stored', seeds, async (text) => {
    const seed = readSeed(text);
    if (!seed) return;
    const { code: digits } = await codeFromSeed(Secret.of(text), 1_795_000_000_000);
    if (digits.reveal().length !== seed.digits) throw new Error('gives no code');
  }),
  parser(
    'items of Connect',
    values([connectItem]),
    (answer) => {
      const read = parseAnswer(connectItemSchema, answer);
      toLogin(read);
      valueOfField(read, FIELD);
      codeOfField(read, FIELD);
    },
    [SecretProviderError],
  ),
  parser(
    'lists of Connect',
    values([[connectItem, connectItem]]),
    (answer) => parseAnswer(connectOverviewsSchema, answer).map((one) => toItemOverview(one, 'Automation')),
    [SecretProviderError],
  ),
  parser(
    'items of the op command',
    values([opItem]),
    (answer) => codeOf(parseOutput(opItemSchema, JSON.stringify(answer) ?? '')),
    [SecretProviderError],
  ),
  parser(
    'lists of the op command',
    values([[opItem, opItem]]),
    (answer) => parseOutput(opOverviewsSchema, JSON.stringify(answer) ?? '').map(toOpOverview),
    [SecretProviderError],
  ),
  parser('output of the op command', json, (text) => parseOutput(opItemSchema, text), [SecretProviderError]),
  parser('cookies', cookies, sessionCookies),
  parser('cursors', cursor, (text) => [decodeCursor('entries', text), decodePlace('runs', text)]),
  parser('password rules', rules, parsePasswordRules),
  parser('hosts in a quirks file', addresses, (host) => quirkFor(quirks, host)),
  parser('recipes', values([recipe]), (input) => requireRecipe(input, 'acme.example'), [Problem]),
  parser('workflows', values([workflow]), (input) => workflowInput.safeParse(input)),
  parser('ciphertext of clients', ciphertext, (hex) => decryptFromClient(clientKey, hex), [WireDecryptError]),
  parser('If-Match', headers(['"7"', 'W/"1", "2"'], 500), seenVersions, [Problem]),
  parser('Idempotency-Key', headers(['"8e03978e-40d5-43e8-bc93-6894a57f9324"'], 16_000), readIdempotencyKey, [
    Problem,
  ]),
  parser('targets of webhooks and Connect', addresses, (text) => readTarget(text, policy), [TargetRefused]),
  parser('domains of entries', addresses, (text) => [
    normaliseOrigin(text),
    siteOf(text),
    sameSite(text, text),
  ]),
  parser('CSV of a bulk bind', csv, (text) => readCsv(text), [Problem]),
  parser('depth of JSON', json, refuseDeepJson, [Problem]),
  parser(
    'service account tokens',
    headers(['ops_eyJzaWduSW5BZGRyZXNzIjoibXkuMXBhc3N3b3JkLmNvbSJ9'], 10_000),
    inspectServiceAccountToken,
  ),
  parser(
    'Connect tokens',
    headers(['eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJBIn0.c2ln'], 10_000),
    inspectConnectToken,
  ),
  parser('intervals', headers(['1 day 2 hours', 'P1DT2H', '01:02:03'], 200), parseInterval),
  parser('mails with codes', mail, (text) => findCode({ subject: text.slice(0, 200), text })),
];
