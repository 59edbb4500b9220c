import { z } from 'zod';
import { Problem } from '@/lib/contract/problem';
import { Secret } from '@/lib/kernel/secret';
import { requireFieldReference } from '@/lib/vault/field-mapping';
import { type ItemSnapshot, missingName, missingSince, readSnapshot } from '@/lib/vault/item-snapshot';
import type { Part } from './part';
import type { ResolvableEntry } from './resolvable-entry';

const packed = z.string();

/** One of an entry's further secrets, by the name that workflows call it. */
export function extraSecretPart(name: string): Part<Secret> {
  const known = missingName(name);
  return {
    name: known,
    flights: ({ resolving }) => resolving.secretFlights,
    stored: () => Promise.reject(unknownSecret(name)),
    async live(provider, entry) {
      const value = await provider.readField(requireFieldReference(referenceOf(entry, name)));
      return { value, item: found(readSnapshot(entry.item), known) };
    },
    missing: (item, now) => ({
      ...item,
      missing: { ...item.missing, [known]: new Date(now).toISOString() },
    }),
    missedAt: ({ missing }) => missing[known] ?? null,
    pack: (value) => value.reveal(),
    unpack: (json) => Secret.of(packed.parse(json)),
    // A rotation changes the password and nothing else.
    whileUnsettled: (_deps, _key, _bound, read) => read(),
  };
}

function referenceOf({ extraSecrets }: ResolvableEntry, name: string): string {
  const reference = extraSecrets[name];
  if (reference === undefined) throw unknownSecret(name);
  return reference;
}

/** Null when nothing of what is known has changed. */
function found(item: ItemSnapshot | null, known: string): ItemSnapshot | null {
  if (item?.missing[known] === undefined) return null;
  const others = Object.keys(item.missing).filter((name) => name !== known);
  return { ...item, missing: missingSince(item.missing, others, 0) };
}

function unknownSecret(name: string): Problem {
  return new Problem('extra_secret_unknown', {
    message: `The entry has no further secret named ${name}.`,
    hint: 'Add it to the entry under Field mapping, or correct the workflow.',
  });
}
