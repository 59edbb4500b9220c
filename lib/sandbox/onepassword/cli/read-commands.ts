import { categoryOfSpelling } from '../names/categories';
import { oneTimeCode } from '../store/one-time-code';
import { CliError } from './cli-error';
import type { CliSession } from './cli-session';
import { type FoundItem, findItem, isId, seenItems, vaultsInScope } from './finding';
import { fieldLines, itemLines, table } from './human-output';
import { fieldJson, fieldsOf, itemDetails, itemSummary } from './item-json';

export function itemList(session: CliSession): string {
  const vaults = vaultsInScope(session);
  session.spend({ reads: 1 + vaults.length });
  const { flags } = session.line;
  const categories = flags.get('categories')?.split(',').map(categoryOf);
  const tags = flags.get('tags')?.split(',');
  const found = vaults
    .flatMap((vault) => seenItems(session, vault, session.withArchive).map((item) => ({ item, vault })))
    .filter(({ item: { content } }) => {
      if (categories && !categories.includes(content.category)) return false;
      if (tags && !tags.some((tag) => content.tags.includes(tag))) return false;
      return !flags.has('favorite') || content.extra.favorite === true;
    });
  if (session.json) return json(found.map((one) => itemSummary(session.world, one)));
  return table(
    ['ID', 'TITLE', 'VAULT'],
    found.map(({ item, vault }) => [item.id, item.content.title, vault.name]),
  );
}

export function itemGet(session: CliSession): string {
  const { world, line } = session;
  const [query] = line.operands;
  if (query === undefined) throw new CliError('accepts at least 1 arg(s), received 0');
  const found = addressedItem(session, query, { byNames: 3, byIds: 1 });
  if (line.flags.has('otp')) return `${codeOf(world.now(), found)}\n`;
  const selectors = line.flags.get('fields');
  if (selectors !== undefined) return selectedFields(session, found, selectors);
  return session.json ? json(itemDetails(world, found)) : itemLines(found, line.flags.has('reveal'));
}

/** Names cost more requests than ids, because they have to be looked up. */
export function addressedItem(
  session: CliSession,
  query: string,
  cost: { byNames: number; byIds: number },
): FoundItem {
  const byIds = isId(query) && isId(session.line.flags.get('vault') ?? '');
  session.spend({ reads: byIds ? cost.byIds : cost.byNames });
  return findItem(session, query, vaultsInScope(session));
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function codeOf(atMs: number, { item }: FoundItem): string {
  const field = item.content.fields.find(({ type }) => type === 'totp');
  const code = field && oneTimeCode(field.value, atMs);
  if (code === undefined)
    throw new CliError(`item "${item.content.title}" does not have a one-time password`);
  return code;
}

/** `label=password,type=otp` or plain names. One selector gives an object, several give an array. */
function selectedFields(session: CliSession, found: FoundItem, selectors: string): string {
  const all = fieldsOf(found.item.content);
  const chosen = selectors.split(',').map((selector) => {
    const [, by = 'label', name = ''] = /^(?:(label|type)=)?(.*)$/.exec(selector) ?? [];
    const wanted = name.toLowerCase();
    const field = all.find((one) =>
      by === 'type'
        ? one.type === (wanted === 'otp' ? 'totp' : wanted)
        : one.label.toLowerCase() === wanted || one.id.toLowerCase() === wanted,
    );
    if (!field) throw new CliError(`"${name}" isn't a field in the "${found.item.content.title}" item`);
    return field;
  });
  if (!session.json) return fieldLines(chosen, found.item.id, session.line.flags.has('reveal'));
  const fields = chosen.map((field) => fieldJson(session.world, found, field));
  return json(fields.length === 1 ? fields[0] : fields);
}

/** "Login" and "LOGIN", "API Credential" and "API_CREDENTIAL". */
export function categoryOf(name: string): string {
  const category = categoryOfSpelling(name.trim().toUpperCase().replaceAll(' ', '_'));
  if (category === undefined) throw new CliError(`"${name}" isn't a category`);
  return category;
}
