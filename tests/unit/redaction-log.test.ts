import { afterAll, describe, expect, test } from 'vitest';
import { observeSecrets, Secret } from '@/lib/kernel/secret';
import { createLog, describeError } from '@/lib/log';
import { hideForEver, hideFromLogs, scrubForOperator } from '@/lib/redaction/live-secrets';
import { scrubProcessOutput } from '@/lib/redaction/process-output';

const value = `tulip "Harbor" 94/quartz`;
const lines: string[] = [];
const log = createLog('test', 'trace', { write: (line) => lines.push(line) });
afterAll(() => observeSecrets(null));

function lastLine(): string {
  return lines.at(-1) ?? '';
}

describe('a log line', () => {
  const secret = Secret.of(value);

  test.each([
    ['in free text', () => log.info(`the password ${value} was wrong`)],
    ['in a field whose name says nothing', () => log.info({ note: value }, 'x')],
    ['three levels down', () => log.info({ a: { b: { c: [value] } } }, 'x')],
    ['in the message and stack of an error', () => log.error(new Error(`cannot fill ${value}`), 'x')],
    [
      'in what a library hangs on its error',
      () => log.error({ err: Object.assign(new Error('x'), { config: { data: value } }) }, 'x'),
    ],
    ['in an address', () => log.info({ url: `https://a.example/?p=${encodeURIComponent(value)}` }, 'x')],
    ['in base64', () => log.info({ body: Buffer.from(`{"p":"${value}"}`).toString('base64') }, 'x')],
    ['as the name of a member', () => log.info({ [value]: 1 }, 'x')],
    ['at trace level', () => log.trace({ value }, 'x')],
    ['from a child logger', () => log.child({ bound: value }).info('x')],
  ])('holds no secret %s, and is still JSON', (_name, write) => {
    write();
    expect(lastLine()).not.toMatch(/tulip|Harbor|quartz/);
    expect(lastLine()).not.toContain(Buffer.from(value).toString('base64').slice(4, 20));
    expect(JSON.parse(lastLine())).toMatchObject({ process: 'test' });
  });

  test('keeps what is none, number and time included', () => {
    const code = Secret.of('194302');
    log.info({ requestId: 'a1', ms: 12, took: 1764194302123 }, 'answered');
    expect(JSON.parse(lastLine())).toMatchObject({
      requestId: 'a1',
      ms: 12,
      took: 1764194302123,
      msg: 'answered',
    });
    log.info({ code: 194302 }, 'x');
    expect(JSON.parse(lastLine())).toMatchObject({ code: '[secret]' });
    expect(`${secret}${code}`).toBe('[secret][secret]');
  });

  test('holds no secret that this process was told of by its text, and nothing in the shape of a token', () => {
    hideFromLogs('a-cookie-that-was-good');
    hideForEver('the-database-password');
    const token = `ops_eyJ${'a'.repeat(40)}`;
    log.info({
      a: 'a-cookie-that-was-good',
      b: 'the-database-password',
      c: token,
      d: `lk_${'Ab'.repeat(20)}`,
    });
    expect(JSON.parse(lastLine())).toMatchObject({
      a: '[secret]',
      b: '[secret]',
      c: '[secret]',
      d: '[secret]',
    });
  });
});

test('what is printed past the log is scrubbed as well, as text and as bytes', () => {
  const printed: string[] = [];
  const stream = Object.assign(Object.create(process.stdout), {
    write: (chunk: string | Uint8Array) => printed.push(Buffer.from(chunk).toString()) > 0,
  });
  scrubProcessOutput([stream]);
  Secret.of('printed-by-accident');
  stream.write('x printed-by-accident\n');
  stream.write(Buffer.from('y printed-by-accident\n'));
  stream.write('nothing to see\n');
  expect(printed).toEqual(['x [secret]\n', 'y [secret]\n', 'nothing to see\n']);
});

test('an error is described by kind, code and place, never by its text, even where that looks like a place', () => {
  const error = Object.assign(new RangeError(`bad ${value}\n    at ${value} (a.ts:1:2)\nmore`), {
    code: 'E_X',
  });
  const described = describeError(error);
  expect(described).toMatchObject({
    kind: 'RangeError',
    code: 'E_X',
    at: expect.stringContaining('redaction-log'),
  });
  expect(JSON.stringify(described)).not.toContain('tulip');
  expect(describeError(value)).toEqual({ kind: 'string' });
});

test('a secret is hidden from the operator in the spelling of a shell and of a page', () => {
  Secret.of('semi;colon & more');
  expect(scrubForOperator('p=semi%3Bcolon%20%26%20more')).toBe('p=[secret]');
  expect(scrubForOperator('<b>semi;colon &amp; more</b>')).toBe('<b>[secret]</b>');
});
