import { mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTokenFrom, TokenSourceError } from '@/lib/secrets/onepassword/connect/token-source';

const folder = mkdtempSync(join(tmpdir(), 'token-source-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function fileWith(text: string): string {
  files += 1;
  const path = join(folder, `token-${files}`);
  writeFileSync(path, text);
  return path;
}

describe('a token that the operator keeps', () => {
  it('in a variable is read without the blanks around it', () => {
    const source = readTokenFrom({ env: 'CONNECT_TOKEN' }, { CONNECT_TOKEN: ' token-1 \n' });
    expect(source.read().reveal()).toBe('token-1');
  });

  it('in a file, named directly or by a variable, is read without the blanks around it', () => {
    const file = fileWith('token-2\r\n');
    expect(readTokenFrom({ file }).read().reveal()).toBe('token-2');
    const named = readTokenFrom({ env: 'CONNECT_TOKEN' }, { CONNECT_TOKEN_FILE: file });
    expect(named.read().reveal()).toBe('token-2');
  });

  it('is read again when its file was written or swapped', () => {
    const file = fileWith('first');
    const source = readTokenFrom({ file });
    expect(source.read().reveal()).toBe('first');
    writeFileSync(file, 'later');
    utimesSync(file, new Date(), new Date(Date.now() + 5_000));
    expect(source.read().reveal()).toBe('later');
    const next = fileWith('third');
    utimesSync(next, new Date(), new Date(Date.now() + 5_000));
    renameSync(next, file);
    expect(source.read().reveal()).toBe('third');
  });

  it('is the same object as long as its file is the same', () => {
    const source = readTokenFrom({ file: fileWith('same') });
    expect(source.read()).toBe(source.read());
  });

  const file = fileWith('token');
  it.each([
    ['two variables', { env: 'T' }, { T: 'secret-a', T_FILE: file }, /T and T_FILE/],
    ['a variable and a file', { env: 'T', file }, { T: 'secret-a' }, /only one of T and a file/],
    ['two files', { env: 'T', file }, { T_FILE: file }, /only one of T_FILE and a file/],
    ['nothing', { env: 'T' }, {}, /Set T or T_FILE/],
    ['blanks', { env: 'T' }, { T: '  ' }, /Set T or T_FILE/],
    ['no name', {}, {}, /Name a variable or a file/],
  ])('%s cannot be told apart and is refused', (_name, source, environment, message) => {
    const read = () => readTokenFrom(source, environment);
    expect(read).toThrow(TokenSourceError);
    expect(read).toThrow(message);
    expect(read).not.toThrow(/secret-a/);
  });

  it.each([
    ['missing', () => join(folder, 'nowhere'), /ENOENT/],
    ['a folder', () => folder, /not a file/],
    ['empty', () => fileWith(' \n'), /empty/],
    ['too large', () => fileWith('x'.repeat(70_000)), /too large/],
  ])('a file that is %s is named in the error', (_name, path, message) => {
    const source = readTokenFrom({ file: path() });
    expect(() => source.read()).toThrow(message);
    expect(() => source.read()).toThrow(TokenSourceError);
  });
});
