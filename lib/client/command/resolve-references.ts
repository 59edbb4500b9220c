import type { ResolvedEntry } from '@/lib/contract/resolve';
import type { Secret } from '@/lib/kernel/secret';
import { LatchkeyError } from '../errors';
import { openValue } from '../opened-entry';
import type { ServerCalls } from '../server-calls';
import type { Settings } from '../settings';
import { requestFor, type ValueReference } from './value-reference';

/** As many as one request may name; see lib/contract/resolve.ts. */
const ENTRIES_AT_ONCE = 20;

/** The values of all references, in their order. All or none: a command must not run with half of its secrets. */
export async function resolveReferences(
  { calls, settings }: { calls: ServerCalls; settings: Settings },
  references: readonly ValueReference[],
): Promise<Secret[]> {
  const { entries } = requestFor(references);
  const names = [...new Set(references.map(({ entry }) => entry))];
  const answers = new Map<string, ResolvedEntry>();
  for (let from = 0; from < entries.length; from += ENTRIES_AT_ONCE) {
    const answered = await calls.resolve({ entries: entries.slice(from, from + ENTRIES_AT_ONCE) });
    for (const [place, answer] of answered.entries()) answers.set(names[from + place] ?? '', answer);
  }
  return references.map((reference) => {
    const hex = valueIn(answers.get(reference.entry), reference.part);
    if (hex === undefined || hex === null) {
      throw new LatchkeyError('value_missing', `${reference.text} has no value.`, {
        hint: 'Look at the entry in Latchkey.',
      });
    }
    return openValue(settings.encryptionKey, hex);
  });
}

function valueIn(answer: ResolvedEntry | undefined, part: ValueReference['part']): string | null | undefined {
  if (typeof part === 'object') return answer?.references[part.field];
  return part === 'otp' ? answer?.code?.value : answer?.login?.[part];
}
