import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { envelopeSchema, openJson } from '@/lib/sandbox/onepassword/service-account/envelope';
import { fromWire, toWireDetails, toWireOverview } from '@/lib/sandbox/onepassword/service-account/wire-item';
import type { Field, ItemContent } from '@/lib/sandbox/onepassword/store/item';
import { emptyContent } from '@/lib/sandbox/onepassword/store/person-edit';
import vectors from '@/tests/conformance/vectors/onepassword-service-account.json';

const recorded = vectors.wire.find((entry) => entry.url.includes('/item/'));
const itemAnswer = z.object({
  item: z.object({ templateUuid: z.string(), encOverview: envelopeSchema, encDetails: envelopeSchema }),
});

function roundTrip(content: ItemContent, template: string): ItemContent {
  return fromWire(template, toWireOverview(content), toWireDetails(content));
}

describe('items on the wire', () => {
  it('reads a recorded item as the official SDK read it', () => {
    const sessionKey = Buffer.from(vectors.srp.K, 'hex');
    const answer = openJson(sessionKey, vectors.session.sessionID, envelopeSchema.parse(recorded?.response));
    const { item } = itemAnswer.parse(answer);
    const vaultKey = Buffer.from(vectors.keys.vaultKey, 'hex');
    const open = (envelope: z.infer<typeof envelopeSchema>) => openJson(vaultKey, envelope.kid, envelope);
    const content = fromWire(item.templateUuid, open(item.encOverview), open(item.encDetails));

    const { sdkItem } = vectors;
    expect(content.title).toBe(sdkItem.title);
    expect(content.notes).toBe(sdkItem.notes);
    expect(content.tags).toEqual(sdkItem.tags);
    expect(content.urls.map((url) => url.href)).toEqual(sdkItem.websites.map((site) => site.url));
    expect(content.fields.map((field) => field.value)).toEqual(sdkItem.fields.map((field) => field.value));
    expect(content.fields.map((field) => field.type)).toEqual(['text', 'concealed', 'totp']);
  });

  const fields: Field[] = [
    { id: 'username', label: 'username', type: 'text', value: 'ada', purpose: 'username' },
    { id: 'password', label: 'password', type: 'concealed', value: 'p', purpose: 'password' },
    { id: 'TOTP_1', label: 'code', type: 'totp', value: 'JBSWY3DPEHPK3PXP', sectionId: 's' },
    { id: 'a', label: 'a', type: 'url', value: 'https://a.example', sectionId: 's' },
    { id: 'b', label: 'b', type: 'month_year', value: '203001', sectionId: 's' },
    { id: 'c', label: 'c', type: 'date', value: '1795316349', sectionId: 's' },
    { id: 'd', label: 'd', type: 'address', value: '{"city":"Ulm"}', sectionId: 's' },
    { id: 'ccnum_e', label: 'e', type: 'card_number', value: '4111', sectionId: 's' },
    { id: 'f', label: 'f', type: 'unsupported', value: '{"x":1}', wireType: 'passkey', sectionId: 's' },
    { id: 'g', label: 'g', type: 'concealed', value: '', sectionId: 's' },
  ];

  it('comes back unchanged, with every type of field', () => {
    const content: ItemContent = {
      ...emptyContent('Everything', 'login'),
      urls: [
        { label: 'website', href: 'https://a.example', autofill: 'exact_domain' },
        { label: 'second', href: 'https://b.example', autofill: 'never' },
      ],
      fields,
      sections: [{ id: 's', title: 'More' }],
      notes: 'line\nline',
      tags: ['x'],
      passwordHistory: [{ value: 'old', atSeconds: 1795316349 }],
      extra: { details: { htmlForm: { action: '/x' } }, formFields: [{ name: 'remember', value: '1' }] },
    };
    expect(roundTrip(content, '001')).toEqual({
      ...content,
      extra: { ...content.extra, formFields: [expect.objectContaining({ name: 'remember', value: '1' })] },
    });
  });

  it('keeps the one password of a password item', () => {
    const content = { ...emptyContent('Door', 'password'), fields: fields.slice(1, 2) };
    expect(roundTrip(content, '005')).toEqual(content);
  });

  it('keeps the code of a category it has no name for', () => {
    expect(roundTrip(emptyContent('?', '106'), '106').category).toBe('106');
  });

  it('gives a field without a section one that clients can show', () => {
    const loose: Field = { id: 'x', label: 'x', type: 'text', value: '1' };
    const content = roundTrip({ ...emptyContent('Loose', 'login'), fields: [loose] }, '001');
    expect(content.sections).toEqual([{ id: 'add more', title: '' }]);
    expect(content.fields).toEqual([{ ...loose, sectionId: 'add more' }]);
  });
});
