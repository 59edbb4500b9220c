import { describe, expect, it } from 'vitest';
import { LOSSY_KINDS, type LossyKind, LossyWrites } from '@/lib/sandbox/onepassword/faults/lossy';
import type { ItemContent } from '@/lib/sandbox/onepassword/store/item';
import { applyPersonEdit, emptyContent } from '@/lib/sandbox/onepassword/store/person-edit';

const content: ItemContent = applyPersonEdit(
  emptyContent('Ligature \ufb01', 'login'),
  {
    username: 'ada',
    password: 'secret-\ufb01-0123456789',
    websites: ['https://a.example', 'https://b.example'],
    fields: [
      { label: 'pin', value: '1', type: 'concealed', section: 'Extra' },
      { label: 'note', value: '2', type: 'text', section: 'Extra' },
    ],
  },
  0,
);

function stored(kind: LossyKind): ItemContent {
  const writes = new LossyWrites();
  writes.add({ kind, times: 1 });
  return writes.store('connect', content);
}

describe('a lossy write', () => {
  const before = structuredClone(content);

  it.each(LOSSY_KINDS)('%s: differs from what was sent, and only what is stored differs', (kind) => {
    expect(stored(kind)).not.toEqual(content);
    expect(content).toEqual(before);
  });

  it('does what its name says', () => {
    const labels = (kind: LossyKind) => stored(kind).fields.map(({ label }) => label);
    const types = (kind: LossyKind) => stored(kind).fields.map(({ type }) => type);
    const password = (kind: LossyKind) => stored(kind).fields.find(({ id }) => id === 'password')?.value;
    expect(labels('drops_field')).toEqual(['username', 'password', 'pin']);
    expect(types('changes_type')).toEqual(['text', 'concealed', 'concealed', 'menu']);
    expect(labels('reorders')).toEqual(['note', 'pin', 'password', 'username']);
    expect(labels('adds_field')).toHaveLength(5);
    expect(password('truncates')).toBe('secret-\ufb01-');
    expect(stored('loses_sections').sections).toEqual([]);
    expect(stored('loses_sections').fields.every(({ sectionId }) => sectionId === undefined)).toBe(true);
    expect(password('normalises_unicode')).toBe('secret-fi-0123456789');
    expect(types('reveals_concealed')).toEqual(['text', 'text', 'text', 'text']);
  });

  it('is used up in order, and only by the backend that it is for', () => {
    const writes = new LossyWrites();
    writes.add({ kind: 'loses_sections', times: 1, backend: 'cli' });
    writes.add({ kind: 'adds_field', times: 2 });
    expect(writes.store('connect', content).fields).toHaveLength(5);
    expect(writes.store('cli', content).sections).toEqual([]);
    expect(writes.store('cli', content).fields).toHaveLength(5);
    expect(writes.store('cli', content)).toEqual(content);
    expect(writes.pending()).toEqual([]);
  });
});
