import type { Secret } from '@/lib/kernel/secret';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';
import type { FieldReference } from '@/lib/secrets/secret-reference';
import type { ComputedCode } from '../one-time-code';
import type { ConnectCalls } from './connect-calls';
import type { ConnectItem } from './connect-item';
import { codeOfField, valueOfField } from './find-field';
import type { NameMemory } from './name-memory';

type Signal = AbortSignal | undefined;

/** One request when the reference names ids or was read a moment ago; names of vault and item cost one more each. */
export async function readFieldOf(
  calls: ConnectCalls,
  names: NameMemory,
  reference: FieldReference,
  signal: Signal,
): Promise<Secret> {
  return readFrom(calls, names, reference, signal, valueOfField);
}

export async function codeOfFieldOf(
  calls: ConnectCalls,
  names: NameMemory,
  reference: FieldReference,
  signal: Signal,
): Promise<ComputedCode> {
  return readFrom(calls, names, reference, signal, codeOfField);
}

async function readFrom<T>(
  calls: ConnectCalls,
  names: NameMemory,
  reference: FieldReference,
  signal: Signal,
  take: (item: ConnectItem, reference: FieldReference) => T,
): Promise<T> {
  const { fresh, ...ids } = await resolve(calls, names, reference, signal);
  try {
    return take(await calls.getItem(ids, signal), reference);
  } catch (error) {
    if (fresh || !(error instanceof SecretProviderError) || error.kind !== 'not_found') throw error;
  }
  // The name may belong to another item by now.
  names.clear();
  return take(await calls.getItem(await resolve(calls, names, reference, signal), signal), reference);
}

async function resolve(calls: ConnectCalls, names: NameMemory, reference: FieldReference, signal: Signal) {
  const vault = isId(reference.vault)
    ? { id: reference.vault, fresh: true }
    : await names.idOf(reference.vault, () => vaultNamed(calls, reference.vault, signal));
  const item = isId(reference.item)
    ? { id: reference.item, fresh: true }
    : await names.idOf(`${vault.id}/${reference.item}`, () =>
        itemTitled(calls, vault.id, reference.item, signal),
      );
  return { vaultId: vault.id, itemId: item.id, fresh: vault.fresh && item.fresh };
}

/** As 1Password's own client tells an id from a name. */
function isId(text: string): boolean {
  return /^[a-z0-9]{26}$/.test(text);
}

async function vaultNamed(calls: ConnectCalls, name: string, signal: Signal): Promise<string> {
  const vaults = await calls.listVaults(signal);
  const exact = vaults.filter((vault) => vault.name === name);
  const found =
    exact.length > 0 ? exact : vaults.filter((vault) => vault.name.toLowerCase() === name.toLowerCase());
  return only(found, 'vault');
}

async function itemTitled(
  calls: ConnectCalls,
  vaultId: string,
  title: string,
  signal: Signal,
): Promise<string> {
  return only(await calls.listItems(vaultId, signal, title), 'item');
}

function only(found: ReadonlyArray<{ id: string }>, what: 'vault' | 'item'): string {
  const [first, second] = found;
  if (first && second) throw new SecretProviderError('ambiguous', `More than one ${what} has this name.`);
  if (first) return first.id;
  throw new SecretProviderError('not_found', `No ${what} that the token may see has this name.`);
}
