import { describe, expect, it } from 'vitest';
import { assign } from '@/lib/sandbox/onepassword/cli/assignment';
import { commandLine } from '@/lib/sandbox/onepassword/cli/command-line';
import { emptyContent } from '@/lib/sandbox/onepassword/store/person-edit';

function assigned(...statements: string[]) {
  const content = emptyContent('t', 'login');
  for (const statement of statements) assign(content, statement);
  return content;
}

describe('the command line of op', () => {
  it('takes flags anywhere and in both forms, and ends them at --', () => {
    const { command, operands, flags } = commandLine([
      '--format=json',
      'item',
      'get',
      '--vault',
      'My vault',
      'x',
      '--cache=false',
      '--',
      '--y',
    ]);
    expect([command, operands]).toEqual(['item get', ['x', '--y']]);
    expect(Object.fromEntries(flags)).toEqual({ format: 'json', vault: 'My vault', cache: 'false' });
    expect(commandLine(['read', 'op://a/b/c', '-n']).flags.has('no-newline')).toBe(true);
    expect(commandLine(['item', 'create', '-']).operands).toEqual(['-']);
  });

  it('refuses a flag that it does not know, and one that lacks its value, without repeating a value', () => {
    expect(() => commandLine(['item', 'edit', '--secret=hush'])).toThrow(/^unknown flag: --secret\n/);
    expect(() => commandLine(['item', 'get', '--vault'])).toThrow('flag needs an argument: --vault');
  });
});

describe('an assignment of op', () => {
  it('names section, field and type, with escapes, and may have "=" and line breaks in its value', () => {
    const content = assigned('username=ada', String.raw`My\.site.Pin\=code[password]=a=b`, 'pad=one\ntwo');
    expect(content.fields).toMatchObject([
      { id: 'username', purpose: 'username', value: 'ada' },
      { label: 'Pin=code', type: 'concealed', value: 'a=b' },
      { label: 'pad', type: 'text', value: 'one\ntwo', sectionId: 'add more' },
    ]);
    expect(content.sections.map(({ title }) => title)).toEqual(['My.site', '']);
  });

  it('changes the field that is there, and removes it with the type delete', () => {
    const content = assigned('S.f=1', 's.F=2', 'code[otp]=JBSWY3DPEHPK3PXP', 'notesPlain=n');
    expect(content.fields.map(({ value }) => value)).toEqual(['2', 'JBSWY3DPEHPK3PXP']);
    expect(content.fields[1]?.id).toMatch(/^TOTP_/);
    expect(content.notes).toBe('n');
    assign(content, 'S.f[delete]=');
    expect(content.fields).toHaveLength(1);
  });

  it('is refused without a name, with three names or with an unknown type, without repeating the value', () => {
    for (const statement of ['=hush', 'a.b.c=hush', 'a[car]=hush']) {
      expect(() => assigned(statement)).toThrow(/^(?!.*hush)/);
    }
  });
});
