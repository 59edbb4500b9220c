import { describe, expect, it } from 'vitest';
import { Secret } from '@/lib/kernel/secret';
import { codeOf, toItemOverview } from '@/lib/secrets/onepassword/cli/map-op-item';
import { editabilityOf } from '@/lib/secrets/onepassword/cli/op-editability';
import { opItemSchema, opOverviewsSchema, parseOutput } from '@/lib/secrets/onepassword/cli/op-item';
import { opItemChanges } from '@/lib/secrets/onepassword/cli/op-item-change';
import { loginOfJson } from '@/lib/secrets/onepassword/json-login';

/** As the command prints it, with names of our own and two fields of recordings put together. */
const PRINTED = {
  id: 'nnotgv5xwrhjbdj6bt3rugrijy',
  title: 'Example Login',
  favorite: true,
  version: 6,
  vault: { id: 'gshlsjsajnawtnjynzgwmiebge', name: 'Test Data' },
  category: 'LOGIN',
  last_edited_by: '5GHHPJK5HZC5BAT7WDUXW57G44',
  created_at: '2020-12-04T00:50:48Z',
  updated_at: '2022-06-27T01:52:11Z',
  additional_information: 'ada',
  urls: [{ label: 'website', primary: true, href: 'https://example.test/login' }],
  sections: [{ id: 'Section_967F', label: 'Example Section' }, { id: 'add more' }],
  fields: [
    { id: '716C5B', type: 'STRING', purpose: 'USERNAME', label: 'mail', value: 'ada', reference: 'op://a' },
    {
      id: 'password',
      type: 'CONCEALED',
      purpose: 'PASSWORD',
      label: 'password',
      value: 'old-Pass-1',
      entropy: 94.35,
      password_details: { entropy: 94, generated: true, strength: 'FANTASTIC' },
    },
    { id: 'notesPlain', type: 'STRING', purpose: 'NOTES', label: 'notesPlain' },
    { id: 'username', section: { id: 'Section_967F' }, type: 'STRING', label: 'username', value: 'other' },
    {
      id: 'TOTP_obe3',
      section: { id: 'add more' },
      type: 'OTP',
      label: 'one-time password',
      value: 'AAAAY3DPEHPK3PXP',
      totp: '741354',
    },
  ],
};
const ITEM = parseOutput(opItemSchema, JSON.stringify(PRINTED));

describe('an item of the op command', () => {
  it('is a login by the purposes of its fields, not by their ids', () => {
    const login = loginOfJson(ITEM, { ok: true }, opItemChanges.rotationPartsOf(ITEM));
    expect([login.username.reveal(), login.password.reveal()]).toEqual(['ada', 'old-Pass-1']);
    expect(login).toMatchObject({
      title: 'Example Login',
      version: 6,
      hasOneTimePassword: true,
      warnings: [],
    });
    expect(codeOf(ITEM)).toEqual({ code: '741354', stored: 'AAAAY3DPEHPK3PXP' });
  });

  it('is listed by what the list shows, with the time of any zone as UTC', () => {
    const { fields: _fields, sections: _sections, ...overview } = PRINTED;
    const listed = { ...overview, updated_at: '2023-08-22T15:17:35.359042-07:00' };
    const [parsed] = parseOutput(opOverviewsSchema, JSON.stringify([listed]));
    expect(parsed && toItemOverview(parsed)).toMatchObject({
      category: 'Login',
      vaultTitle: 'Test Data',
      websites: ['https://example.test/login'],
      tags: [],
      updatedAt: '2023-08-22T22:17:35.359Z',
    });
  });

  it.each(['', 'Update available', '{"id":1}', '[]', '{"value":"canary-7f3"'])(
    'that is %j is malformed, without a word of it in the error',
    (text) => {
      expect(() => parseOutput(opItemSchema, text)).toThrow(
        expect.objectContaining({ kind: 'malformed', message: expect.not.stringContaining('canary') }),
      );
    },
  );

  it('goes back whole, unknown members included, with our fields in a section of their own', () => {
    const staged = opItemChanges.apply(ITEM, { pendingPassword: Secret.of('next'), rotationMarker: 'r-1' });
    expect({ ...staged, fields: staged.fields.slice(0, 5), sections: staged.sections.slice(0, 2) }).toEqual({
      ...PRINTED,
      tags: [],
    });
    const section = { id: 'automation_rotation', label: 'Automation (rotation)' };
    expect(staged.sections.at(-1)).toEqual(section);
    expect(staged.fields.slice(5)).toEqual([
      { id: 'pending_password', type: 'CONCEALED', label: 'pending password', value: 'next', section },
      { id: 'rotation', type: 'STRING', label: 'rotation', value: 'r-1', section },
    ]);
  });

  it('counts as the same when only what the command computes has changed', () => {
    const change = { password: Secret.of('next') };
    const written = opItemChanges.apply(ITEM, change);
    const moved = {
      ...written,
      version: 7,
      updated_at: '2026-01-01T00:00:00Z',
      fields: written.fields.map((field) => ({ ...field, reference: 'op://b', totp: '000000', entropy: 1 })),
    };
    expect(opItemChanges.isAllThatDiffers(ITEM, moved, change)).toBe(true);
    const lost = { ...moved, fields: moved.fields.filter(({ type }) => type !== 'OTP') };
    expect(opItemChanges.isAllThatDiffers(ITEM, lost, change)).toBe(false);
    expect(opItemChanges.isAllThatDiffers(ITEM, { ...moved, favorite: false }, change)).toBe(false);
  });

  it('is written only with the word that it has no passkey, and without files and unknown fields', () => {
    expect(editabilityOf(ITEM, true)).toEqual({ ok: true });
    expect(editabilityOf(ITEM, false)).toMatchObject({ ok: false, reason: expect.stringMatching(/passkey/) });
    const foreign = { ...ITEM, fields: [...ITEM.fields, { id: 'x', type: 'UNKNOWN' }] };
    expect(editabilityOf(foreign, true).ok).toBe(false);
    expect(editabilityOf({ ...ITEM, files: [{ id: 'f' }] }, true).ok).toBe(false);
  });
});
