import type { CallerView } from '@/lib/contract/caller';
import { LatchkeyError } from '../errors';
import { openValue } from '../opened-entry';
import type { ServerCalls } from '../server-calls';
import type { Settings } from '../settings';

export async function printCaller({
  calls,
  settings,
}: {
  calls: ServerCalls;
  settings: Settings;
}): Promise<void> {
  const caller = await calls.caller();
  const { workspace, key } = caller;
  const fits = encryptionKeyFits(settings, caller);
  const lines = [
    ['Latchkey', settings.url.origin],
    ['Workspace', `${workspace.name} (${workspace.slug})`],
    ['Key', `${key.name}, ${key.expires_at === null ? 'does not expire' : `until ${key.expires_at}`}`],
    ['May', key.scopes.join(', ')],
    ['Encryption key', fits ? 'fits' : 'does not fit this workspace'],
  ];
  process.stdout.write(
    `${lines.map(([name = '', value = '']) => `${name.padEnd(16)}${value}`).join('\n')}\n`,
  );
  if (!fits) {
    throw new LatchkeyError('wrong_encryption_key', 'Values from this workspace cannot be opened.', {
      hint: 'Copy the API encryption key again from Settings.',
    });
  }
}

function encryptionKeyFits(
  { encryptionKey }: Settings,
  { encryption_check, workspace }: CallerView,
): boolean {
  try {
    return openValue(encryptionKey, encryption_check).reveal() === workspace.id;
  } catch (error) {
    if (error instanceof LatchkeyError) return false;
    throw error;
  }
}
