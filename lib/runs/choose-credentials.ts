import { z } from 'zod';
import type { FieldError } from '@/lib/contract/problem';
import type { WorkflowView } from '@/lib/contract/workflow';
import type { WorkspaceTransaction } from '@/lib/db/database';
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
  tx: WorkspaceTransaction,
  workspaceId: string,
  workflow: WorkflowView,
  variables: Record<string, unknown>,
): Promise<{ credentials: RunCredential[]; errors: FieldError[] }> {
  const credentials: RunCredential[] = [];
  const errors: FieldError[] = [];
  for (const [alias, { domain }] of Object.entries(workflow.vault_schema)) {
    const found = await entriesFor(tx, workspaceId, domain, variables[alias]);
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
  tx: WorkspaceTransaction,
  workspaceId: string,
  domain: string,
  given: unknown,
): Promise<UsableEntry[] | string> {
  const parsed = wanted.safeParse(given);
  if (!parsed.success)
    return `Name the entry by its id or its user id, or a list of 1 to ${MOST_OF_A_POOL} of them`;
  const named = new Map<string, UsableEntry>();
  for (const name of parsed.data ?? [undefined]) {
    const fitting = await findEntries(tx, workspaceId, domain, name);
    const [entry, second] = fitting;
    if (!entry) return `No entry ${name ? `${name} ` : ''}for ${domain} in the vault`;
    if (second) return `More than one entry fits ${domain}; choose one`;
    named.set(entry.entry_id, entry);
  }
  return [...named.values()];
}

async function findEntries(
  tx: WorkspaceTransaction,
  workspaceId: string,
  domain: string,
  name: string | undefined,
): Promise<UsableEntry[]> {
  const candidates = await tx.vaultEntry.findMany({
    where: {
      workspaceId,
      ...(name === undefined ? {} : isId(name) ? { id: name } : { permissionedUserId: name }),
    },
    select: { id: true, permissionedUserId: true, domain: true },
    orderBy: { createdAt: 'asc' },
    take: 200,
  });
  return candidates
    .filter((entry) => sameSite(entry.domain, domain))
    .map((entry) => ({
      entry_id: entry.id,
      permissioned_user_id: entry.permissionedUserId,
      domain: entry.domain,
    }));
}
