import type { ItemContent } from '../store/item';
import { ConnectError } from './connect-error';

interface Filter {
  attribute: string;
  operator: 'eq' | 'co';
  value: string;
}

// SCIM, RFC 7644 section 3.4.2.2: attribute and operator in any case, the value as a JSON string.
const FILTER = /^\s*([a-z]+)\s+(eq|co)\s+"((?:[^"\\]|\\.)*)"\s*$/i;

/** Keeps everything when there is no filter. */
export function itemFilter(text: string | undefined): (content: ItemContent) => boolean {
  const filter = parsed(text, ['title', 'name', 'tag']);
  if (!filter) return () => true;
  return filter.attribute === 'tag'
    ? (content) => content.tags.some((tag) => matches(filter, tag))
    : (content) => matches(filter, content.title);
}

/** The official JavaScript client says "title" where the documentation says "name". */
export function vaultFilter(text: string | undefined): (vault: { name: string }) => boolean {
  const filter = parsed(text, ['name', 'title']);
  return (vault) => !filter || matches(filter, vault.name);
}

function parsed(text: string | undefined, attributes: string[]): Filter | undefined {
  if (text === undefined || text === '') return undefined;
  const [, attribute = '', operator = '', value = ''] = FILTER.exec(text) ?? [];
  const filter = attribute.toLowerCase();
  if (!attributes.includes(filter)) throw new ConnectError(400, 'Invalid filter');
  return {
    attribute: filter,
    operator: operator.toLowerCase() === 'co' ? 'co' : 'eq',
    value: value.replaceAll(/\\(.)/g, '$1'),
  };
}

function matches({ operator, value }: Filter, text: string): boolean {
  return operator === 'eq' ? text === value : text.includes(value);
}
