import { InvalidItem } from '../json-item/invalid-item';
import { contentOf, itemInput } from '../json-item/item-input';
import { spellingOfCategory } from '../names/categories';
import { generatedPassword } from '../names/generated-password';
import { PERMISSION, permits } from '../store/account';
import type { Item, ItemContent } from '../store/item';
import { keepReplacedPassword } from '../store/password-history';
import { emptyContent } from '../store/person-edit';
import type { Vault } from '../store/vault';
import { assign } from './assignment';
import { CLI_TEXT, CliError } from './cli-error';
import type { CliSession } from './cli-session';
import { findItem, isId, vaultsInScope } from './finding';
import { itemLines } from './human-output';
import { itemDetails, localMicroseconds } from './item-json';
import { categoryOf, json } from './read-commands';

const RECIPE_PARTS = { letters: 'LETTERS', digits: 'DIGITS', symbols: 'SYMBOLS' } as const;

/** `op item create - --vault V` with a template on stdin, or with assignments. */
export function itemCreate(session: CliSession): string {
  const [vault, other] = vaultsInScope(session);
  if (!vault || other) throw new CliError(CLI_TEXT.needsVault);
  session.spend({ reads: 1, writes: 1 });
  const category = session.line.flags.get('category');
  const template = templateOf(session, undefined);
  if (!template && category === undefined) throw new CliError('category is required');
  const content = template ?? emptyContent('', categoryOf(category ?? ''));
  applyFlags(
    session,
    content,
    session.line.operands.filter((operand) => operand !== '-'),
  );
  permit(session, vault, PERMISSION.createItems);
  const { store, lossy } = session.world;
  const item = store.createItem(session.account.name, {
    vaultId: vault.id,
    content: lossy.store('cli', content),
  });
  return written(session, item, vault);
}

/**
 * With a template the item becomes what the template says: fields that it leaves out are gone, a passkey is always
 * gone. Assignments and `--generate-password` leave everything else as it is.
 */
export function itemEdit(session: CliSession): string {
  const { world } = session;
  const { item, vault, assignments } = addressed(session);
  permit(session, vault, PERMISSION.updateItems);
  const content = templateOf(session, item) ?? structuredClone(item.content);
  applyFlags(session, content, assignments);
  keepReplacedPassword(item.content, content, world.now());
  if (session.line.flags.has('dry-run')) return written(session, { ...item, content }, vault);
  world.store.editItem(session.account.name, item, world.lossy.store('cli', content));
  return written(session, item, vault);
}

/** Prints nothing. */
export function itemDelete(session: CliSession): string {
  const { item, vault } = addressed(session);
  const archive = session.line.flags.has('archive');
  permit(session, vault, archive ? PERMISSION.archiveItems : PERMISSION.deleteItems);
  session.world.store.moveItem(session.account.name, item, archive ? 'archived' : 'deleted');
  return '';
}

function addressed(session: CliSession): { item: Item; vault: Vault; assignments: string[] } {
  const [query, ...assignments] = session.line.operands;
  if (query === undefined) throw new CliError('accepts at least 1 arg(s), received 0');
  session.spend({ reads: isId(session.line.flags.get('vault') ?? '') ? 4 : 5, writes: 1 });
  const found = findItem(session, query, vaultsInScope(session));
  const item = session.world.store.item(found.item.id);
  // The server compares versions: who has seen an older one than is stored cannot write.
  if (!item || item.version !== found.item.version) throw new CliError(CLI_TEXT.conflict);
  return { item, vault: found.vault, assignments: assignments.filter((operand) => operand !== '-') };
}

function permit(session: CliSession, vault: Vault, bit: number): void {
  if (!permits(session.account, vault.id, bit)) throw new CliError(CLI_TEXT.writeDenied);
}

/** Undefined when nothing was piped in. The program reads a `--template` file itself and sends it like stdin. */
function templateOf({ call }: CliSession, item: Item | undefined): ItemContent | undefined {
  if (call.stdin === null || call.stdin.trim() === '') return undefined;
  try {
    const sent: unknown = JSON.parse(call.stdin);
    const defaults = {
      vault: { id: '' },
      ...(item ? { category: spellingOfCategory(item.content.category), title: item.content.title } : {}),
    };
    const input = itemInput(typeof sent === 'object' && sent !== null ? { ...defaults, ...sent } : sent);
    return contentOf(input, item?.content);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof InvalidItem)) throw error;
    throw new CliError(`invalid JSON in item template: ${error.message}`);
  }
}

function applyFlags(session: CliSession, content: ItemContent, assignments: string[]): void {
  const { flags } = session.line;
  const title = flags.get('title');
  const tags = flags.get('tags');
  const url = flags.get('url');
  if (title !== undefined) content.title = title;
  if (tags !== undefined) content.tags = tags === '' ? [] : tags.split(',');
  if (url !== undefined) {
    const others = content.urls.slice(1);
    content.urls = [{ label: 'website', href: url, autofill: 'anywhere' }, ...others];
  }
  for (const statement of assignments) assign(content, statement);
  const recipe = flags.get('generate-password');
  if (recipe !== undefined) assign(content, `password=${generated(recipe)}`);
}

/** "letters,digits,symbols,32"; without a recipe 32 characters of all kinds. */
function generated(recipe: string): string {
  const parts = recipe === '' ? ['letters', 'digits', 'symbols', '32'] : recipe.split(',');
  const length = Number(parts.find((part) => /^\d+$/.test(part)) ?? 32);
  const sets = Object.entries(RECIPE_PARTS).flatMap(([name, set]) => (parts.includes(name) ? [set] : []));
  if (length < 1 || length > 64 || sets.length === 0)
    throw new CliError(`invalid password recipe "${recipe}"`);
  return generatedPassword({ length, sets, exclude: '' });
}

function written(session: CliSession, item: Item, vault: Vault): string {
  if (!session.json) return itemLines({ item, vault }, false);
  const updated_at = localMicroseconds(item.updatedAt);
  return json({ ...itemDetails(session.world, { item, vault }), updated_at });
}
