import type { Field } from '../store/item';
import type { FoundItem } from './finding';
import { fieldsOf, type NotesField } from './item-json';

/** What `op` prints for eyes, roughly: nothing may be parsed from it. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((name, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? name.length)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd((widths[column] ?? 0) + 4))
        .join('')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

export function itemLines({ item, vault }: FoundItem, reveal: boolean): string {
  const head = [
    ['ID:', item.id],
    ['Title:', item.content.title],
    ['Vault:', `${vault.name} (${vault.id})`],
    ['Version:', String(item.version)],
    ['Category:', item.content.category.toUpperCase()],
    ['Fields:', ''],
  ];
  const fields = fieldsOf(item.content)
    .filter(({ value }) => value !== '')
    .map((field) => [`  ${field.label}:`, shown(field, item.id, reveal)]);
  return [...head, ...fields]
    .map(([name = '', value = '']) => `${name.padEnd(22)}${value}`.trimEnd())
    .join('\n')
    .concat('\n');
}

export function fieldLines(fields: Array<Field | NotesField>, itemId: string, reveal: boolean): string {
  return `${fields.map((field) => shown(field, itemId, reveal)).join(',')}\n`;
}

function shown(field: Field | NotesField, itemId: string, reveal: boolean): string {
  const concealed = field.type === 'concealed' && !reveal;
  return concealed ? `[use 'op item get ${itemId} --reveal' to reveal]` : field.value;
}
