import { z } from 'zod';
import type { FieldError } from '@/lib/contract/problem';
import type { WorkflowView } from '@/lib/contract/workflow';
import type { Database } from '@/lib/db/database';
import { CURRENT_WORKSPACE } from '@/lib/db/workspace-reader';
import { isId } from '@/lib/kernel/id';
import { sameSite } from '@/lib/kernel/site';
import type { RunCredential, UsableEntry } from './run-credentials';

const MOST_OF_A_POOL = 50;
/** One entry, or several that take turns. Left out: the only one of the site. */
const wanted = z
  .union([z.string().transform((name) => [name]), z.array(z.string()).min(1).max(MOST_OF_A_POOL)])
  .optional();

/** Each alias names an entry by its id or its permissioned_user_id, or several of them. */
export async function chooseCredentials(
  db: Database,
  workspaceId: string,
  { vault_schema }: Pick<WorkflowView, 'vault_schema'>,
  variables: Record<string, unknown>,
): Promise<{ credentials: RunCredential[]; errors: FieldError[] }> {
  const credentials: RunCredential[] = [];
  const errors: FieldError[] = [];
  const looking = Object.entries(vault_schema).map(async ([alias, { domain }]) => ({
    alias,
    found: await entriesFor(db, workspaceId, domain, variables[alias]),
  }));
  for (const { alias, found } of await Promise.all(looking)) {
    if (typeof found === 'string') {
      errors.push({ field: `run_input_variables.${alias}`, message: found });
      continue;
    }
    const [first] = found;
    if (first) credentials.push({ alias, ...first, pool: found.length > 1 ? found : [], tried: [] });
  }
  return { credentials, errors };
}

/** What is named, in its order and without doubles; or why that cannot be. */
async function entriesFor(
  db: Database,
  workspaceId: string,
  domain: string,
  given: unknown,
): Promise<UsableEntry[] | string> {
  const parsed = wanted.safeParse(given);
  if (!parsed.success)
    return `Name the entry by its id or its user id, or a list of 1 to ${MOST_OF_A_POOL} of them`;
  const looking = (parsed.data ?? [undefined]).map(async (name) => ({
    name,
    fitting: await findEntries(db, workspaceId, domain, name),
  }));
  const named = new Map<string, UsableEntry>();
  for (const { name, fitting } of await Promise.all(looking)) {
    const [entry, second] = fitting;
    if (!entry) return `No entry ${name ? `${name} ` : ''}for ${domain} in the vault`;
    if (second) return `More than one entry fits ${domain}; choose one`;
    named.set(entry.entry_id, entry);
  }
  return [...named.values()];
}

const NAMED = {
  not: '',
  by_id: 'and id = $1::uuid',
  by_user: 'and permissioned_user_id = $1',
};

async function findEntries(
  db: Database,
  workspaceId: string,
  domain: string,
  name: string | undefined,
): Promise<UsableEntry[]> {
  const how = name === undefined ? 'not' : isId(name) ? 'by_id' : 'by_user';
  const candidates = await db.read<UsableEntry>(workspaceId, {
    name: `usable_entries_named_${how}`,
    text: `
      select id as entry_id, permissioned_user_id, domain from vault_entry
       where workspace_id = ${CURRENT_WORKSPACE} ${NAMED[how]} order by created_at limit 200`,
    values: name === undefined ? [] : [name],
  });
  return candidates.filter((entry) => sameSite(entry.domain, domain));
}
