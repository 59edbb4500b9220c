import type { ResolvedEntry, ResolveRequest } from '@/lib/contract/resolve';
import { sameSite } from '@/lib/kernel/site';
import { LatchkeyError } from './errors';
import type { EntryName } from './options';
import type { ServerCalls } from './server-calls';

type Wanted = NonNullable<ResolveRequest['entries'][number]['want']>;

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The entry that a name means. Where several fit, the one of the site that the page is on. */
export async function findEntry(
  calls: ServerCalls,
  name: EntryName,
  options: { want: Wanted; pageUrl?: string; signal?: AbortSignal | undefined },
): Promise<ResolvedEntry> {
  const { want, pageUrl, signal } = options;
  const ask = async (selector: object) => {
    const [entry] = await calls.resolve({ entries: [{ ...selector, want }] }, signal);
    if (entry === undefined) throw new LatchkeyError('unexpected_answer', 'The answer holds no entry.');
    return entry;
  };
  try {
    return await ask(selectorOf(name));
  } catch (error) {
    if (!(error instanceof LatchkeyError) || pageUrl === undefined) throw error;
    const [here, ...others] = error.domains.filter((domain) => sameSite(domain, pageUrl));
    if (here === undefined || others.length > 0) throw error;
    return ask({ ...selectorOf(name), domain: here });
  }
}

export function selectorOf(name: EntryName): ResolveRequest['entries'][number] {
  if (typeof name === 'string') return ID.test(name) ? { entry_id: name } : { permissioned_user_id: name };
  if ('id' in name) return { entry_id: name.id };
  return { permissioned_user_id: name.user, ...(name.domain === undefined ? {} : { domain: name.domain }) };
}
