import { requestId } from 'hono/request-id';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { PROBLEMS, Problem, type ProblemCode, problemBody } from '@/lib/contract/problem';
import { newRoutes } from '@/lib/http/api-env';
import { problemResponder } from '@/lib/http/problem-response';
import { Unavailable } from '@/lib/kernel/unavailable';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

/** An app whose one route throws the error, and the lines that it logged. */
async function answerTo(error: unknown) {
  const lines: string[] = [];
  const respond = problemResponder(pino({}, { write: (line) => lines.push(line) }));
  const app = newRoutes();
  app.use(requestId());
  app.onError((thrown, c) => respond(thrown, c));
  app.get('/', () => {
    throw error;
  });
  const response = await app.request('/');
  const text = await response.text();
  return { response, text, body: problemBody.parse(JSON.parse(text)), lines };
}

const codes = Object.keys(PROBLEMS).filter((code): code is ProblemCode => code in PROBLEMS);

test.each(codes)('%s is answered with its status, title and request id', async (code) => {
  const { response, body, lines } = await answerTo(new Problem(code, { hint: 'Do this.' }));
  expect(response.status).toBe(PROBLEMS[code].status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(body).toMatchObject({ code, status: PROBLEMS[code].status, hint: 'Do this.' });
  expect(body.request_id).toBe(response.headers.get('x-request-id'));
  expect(lines).toEqual([]);
});

test('field errors and facts for programs are part of the answer', async () => {
  const fields = [{ field: 'name', message: 'Give it a name' }];
  const { body } = await answerTo(new Problem('validation_failed', { fields, extra: { count: 2 } }));
  expect(body).toMatchObject({ fields, extra: { count: 2 } });
});

describe('an error nobody expected', () => {
  test.each([
    ['an error with a value in its text', new Error('duplicate key: hunter2')],
    ['an error with a value in its cause', new Error('failed', { cause: new Error('hunter2') })],
    ['an error with a value beside it', Object.assign(new Error('failed'), { meta: { value: 'hunter2' } })],
  ])('%s leaves neither in the answer nor in the log', async (_what, error) => {
    const { response, text, body, lines } = await answerTo(error);
    expect(response.status).toBe(500);
    expect(body.code).toBe('internal');
    expect(text).not.toContain('hunter2');
    expect(lines.join()).not.toContain('hunter2');
    expect(lines.join()).toContain(body.request_id);
  });
});

test('what was not begun for want of a database is told so, to be tried again', async () => {
  const { response, body, lines } = await answerTo(Unavailable.of('database', new Error('at 10.0.0.1')));
  expect(body).toMatchObject({ code: 'database_unavailable', status: 503, retryable: true });
  expect(response.headers.get('retry-after')).toBe('1');
  expect(lines.join()).not.toContain('10.0.0.1');
});

test.each([
  ['unauthorised', 'token_refused', 422],
  ['forbidden', 'secret_provider_forbidden', 409],
  ['not_found', 'item_not_found', 422],
  ['rate_limited', 'secret_provider_rate_limited', 503],
  ['unavailable', 'secret_provider_unavailable', 503],
  ['timeout', 'secret_provider_timeout', 504],
] as const)('a provider that fails with %s is answered with %s', async (kind, code, status) => {
  const { body } = await answerTo(new SecretProviderError(kind, 'In our words.'));
  expect(body).toMatchObject({ code, status, message: 'In our words.' });
});

test('a refusal does not hand back what the caller sent as a secret, in whatever spelling', async () => {
  const respond = problemResponder(pino({ level: 'silent' }));
  const app = newRoutes();
  app.use(requestId());
  app.onError((thrown, c) => respond(thrown, c));
  app.post('/', async (c) => {
    const { password } = await c.req.json();
    throw new Problem('validation_failed', {
      message: `${password} is too short, said ${c.req.header('cc-key')}`,
      hint: `see /?p=${encodeURIComponent(password)}`,
      fields: [{ field: 'password', message: `not ${password}` }],
      extra: { list: [Buffer.from(password).toString('base64'), 'plain'] },
    });
  });
  const response = await app.request('/', {
    method: 'POST',
    headers: { 'cc-key': 'lk_not-to-be-seen', cookie: 'latchkey.session_token=abc' },
    body: JSON.stringify({ name: 'Acme', password: 'tulip & Harbor' }),
  });
  expect(problemBody.parse(await response.json())).toMatchObject({
    message: '[secret] is too short, said [secret]',
    hint: 'see /?p=[secret]',
    fields: [{ field: 'password', message: 'not [secret]' }],
    extra: { list: ['[secret]', 'plain'] },
  });
});
