import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PATH = /`((?:app|lib|scripts|tests|docs|prisma)\/[A-Za-z0-9_./[\]-]+)`/g;

describe('documents name things that exist', () => {
  test.each(['docs/architecture.md', 'README.md'])('%s', (document) => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const named = [...text.matchAll(PATH)].map((match) => match[1] ?? '');
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const linked = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
    const folder = join(ROOT, document, '..');
    expect(linked.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
    if (document === 'docs/architecture.md') expect(named.length).toBeGreaterThan(30);
  });

  test('every room of lib is in the architecture document', () => {
    const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
    const rooms = readdirSync(join(ROOT, 'lib'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(rooms.map((room) => room.name).filter((name) => !text.includes(`\`lib/${name}\``))).toEqual([]);
  });
});
