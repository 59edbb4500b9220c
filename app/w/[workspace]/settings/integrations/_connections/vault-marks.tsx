import { Badge } from '@/app/_ui/badge';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

const SHOWN_VAULTS = 6;

/** Each vault with what the token may do there. */
export function VaultMarks({ vaults }: { vaults: SecretProviderView['vaults'] }) {
  if (vaults.length === 0) return 'None visible';
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {vaults.slice(0, SHOWN_VAULTS).map((vault) => (
        <li key={vault.id} className="inline-flex items-center gap-1.5">
          {vault.title}
          <Badge>{accessWords(vault)}</Badge>
        </li>
      ))}
      {vaults.length > SHOWN_VAULTS ? <li>and {vaults.length - SHOWN_VAULTS} more</li> : null}
    </ul>
  );
}

export function accessWords(vault: SecretProviderView['vaults'][number]): string {
  if (!vault.read) return 'no access';
  if (vault.write === 'yes') return 'read and write';
  return vault.write === 'no' ? 'read only' : 'read, write unknown';
}
