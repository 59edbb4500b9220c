import type { Actor } from '@/lib/access/actor';
import { callProvider } from '@/lib/connections/call-provider';
import { Problem } from '@/lib/contract/problem';
import { isId } from '@/lib/kernel/id';
import type { Login, SecretProvider, SecretProviderErrorKind } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import { parseSecretReference, type SecretReference } from '@/lib/secrets/secret-reference';
import type { ProposedEntry } from './entry-rules-policy';
import { type FieldMapping, readMappedLogin, requireFieldReference } from './field-mapping';
import { type ItemSnapshot, snapshotOf } from './item-snapshot';
import type { VaultDeps } from './vault-deps';

/**
 * Reads the item once, live, before it is bound, and whatever the entry takes from elsewhere. The values are dropped;
 * what is there is kept for showing. A reference that leads nowhere is said at its field, as long as someone looks at it.
 */
export async function readBinding(
  deps: VaultDeps,
  actor: Actor,
  proposed: ProposedEntry,
): Promise<ItemSnapshot> {
  const { workspaceId } = actor;
  const id = proposed.secretProviderId;
  const connection =
    id && isId(id)
      ? await deps.db.withWorkspace(workspaceId, (tx) =>
          tx.secretProvider.findUnique({ where: { workspaceId_id: { workspaceId, id } } }),
        )
      : null;
  if (!connection) throw unknownConnection();
  const parsed = parseSecretReference(proposed.secretRef ?? '');
  if (!parsed.ok) throw new Problem('secret_ref_malformed', { message: parsed.error.message });

  try {
    const login = await callProvider(deps, connection, (provider) =>
      readAll(provider, parsed.reference, proposed.mapping),
    );
    const titles = knownVaultTitles(connection.vaults);
    return snapshotOf(login, titles.get(parsed.reference.vaultId) ?? '');
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'item_not_found' || error.details.fields) throw error;
    const fields = [{ field: 'secret_ref', message: 'Not in 1Password any more' }];
    throw new Problem(error.code, { ...error.details, fields });
  }
}

/** What is wrong with a reference, and not with the way to 1Password. */
const LEADS_NOWHERE: ReadonlySet<SecretProviderErrorKind> = new Set([
  'not_found',
  'forbidden',
  'ambiguous',
  'unsupported',
  'malformed',
]);

async function readAll(
  provider: SecretProvider,
  reference: SecretReference,
  mapping: FieldMapping,
): Promise<Login> {
  const { login, missing } = await readMappedLogin(provider, reference, mapping);
  const absent = missing.map((name) => `field_references.${name}`);
  const { one_time_password } = mapping.fieldReferences;
  const extra = Object.entries(mapping.extraSecrets).map(([name, text]) => ({
    field: `extra_secrets.${name}`,
    text,
  }));
  const code = one_time_password
    ? [{ field: 'field_references.one_time_password', text: one_time_password }]
    : [];
  for (const { field, text } of [...extra, ...code]) {
    const found = await provider.readField(requireFieldReference(text)).catch((error: unknown) => {
      if (!(error instanceof SecretProviderError) || !LEADS_NOWHERE.has(error.kind)) throw error;
      return null;
    });
    if (found === null) absent.push(field);
  }
  if (absent.length === 0) return login;
  throw new Problem('item_not_found', {
    message: 'The connection finds nothing at some of the references.',
    hint: 'Check vault, item, section and field of each, and that the token may see the vault.',
    fields: absent.map((field) => ({ field, message: 'Nothing was found there' })),
  });
}

export function knownVaultTitles(vaults: unknown): Map<string, string> {
  const titles = new Map<string, string>();
  if (!Array.isArray(vaults)) return titles;
  for (const vault of vaults) {
    if (typeof vault?.id === 'string' && typeof vault?.title === 'string') titles.set(vault.id, vault.title);
  }
  return titles;
}

/** A connection of another workspace and one that never was are one answer. */
export function unknownConnection(): Problem {
  return new Problem('secret_provider_unknown', {
    message: 'The connection does not exist in this workspace.',
    hint: 'Choose one of the workspace’s connections.',
    fields: [{ field: 'secret_provider_id', message: 'No such connection in this workspace' }],
  });
}
