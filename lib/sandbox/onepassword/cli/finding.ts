import type { Field, Item, ItemContent } from '../store/item';
import type { Vault } from '../store/vault';
import { CLI_TEXT, CliError } from './cli-error';
import type { CliSession } from './cli-session';

export interface FoundItem {
  item: Item;
  vault: Vault;
}

/** By id, or by name in any case. */
export function findVault(session: CliSession, query: string): Vault {
  const vaults = session.vaults();
  const found = vaults.find(({ id }) => id === query) ?? vaults.find(({ name }) => sameName(name, query));
  if (!found) throw new CliError(CLI_TEXT.noVault(query));
  return found;
}

/** The vaults that a command is about: the named one, or all that a person sees. */
export function vaultsInScope(session: CliSession): Vault[] {
  const query = session.line.flags.get('vault');
  if (query !== undefined) return [findVault(session, query)];
  const vaults = session.vaults();
  if (session.isServiceAccount && vaults.length > 1) throw new CliError(CLI_TEXT.needsVault);
  return vaults;
}

/** What the command sees, which may trail behind what is stored. */
export function seenItems({ world }: CliSession, vault: Vault, archived: boolean): Item[] {
  return world.store
    .items(vault.id)
    .flatMap((item) => world.lag.seen('cli', item) ?? [])
    .filter(({ state }) => state === 'active' || (archived && state === 'archived'));
}

export function findItem(session: CliSession, query: string, vaults: readonly Vault[]): FoundItem {
  const found = vaults.flatMap((vault) =>
    seenItems(session, vault, session.withArchive).map((item) => ({ item, vault })),
  );
  const byId = found.find(({ item }) => item.id === query);
  if (byId) return byId;
  const named = found.filter(({ item }) => sameName(item.content.title, query));
  const [first, second] = named;
  if (second) throw new CliError(ambiguous(query, named));
  if (first) return first;
  const vaultQuery = session.line.flags.get('vault');
  throw new CliError(
    vaultQuery === undefined ? CLI_TEXT.noItem(query) : CLI_TEXT.noItemInVault(query, vaultQuery),
  );
}

export function findFields(content: ItemContent, query: string, section: string | undefined): Field[] {
  const inSection = content.fields.filter((field) => {
    if (section === undefined) return true;
    const title = content.sections.find(({ id }) => id === field.sectionId)?.title;
    return field.sectionId === section || (title !== undefined && sameName(title, section));
  });
  const byId = inSection.filter((field) => field.id === query);
  return byId.length > 0 ? byId : inSection.filter((field) => sameName(field.label, query));
}

export function isId(text: string): boolean {
  return /^[a-z0-9]{26}$/.test(text);
}

function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function ambiguous(query: string, found: FoundItem[]): string {
  const lines = found.map(
    ({ item, vault }) => `\t* for the item "${item.content.title}" in vault ${vault.name}: ${item.id}`,
  );
  return [`More than one item matches "${query}". Try again and specify the item by its ID: `, ...lines].join(
    '\n',
  );
}
