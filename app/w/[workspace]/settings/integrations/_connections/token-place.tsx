import { tokenWords } from '@/app/_words/provider-mode';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

/** Where the token is, or whose account is used; of the token itself never more than its end. */
export function TokenPlace({ provider }: { provider: SecretProviderView }) {
  const token = tokenWords(provider);
  if (!token) {
    return (
      <span>
        account <span className="font-mono text-sm break-all">{provider.account}</span>
      </span>
    );
  }
  return (
    <span>
      token {token.words} <span className="font-mono text-sm break-all">{token.mono}</span>
    </span>
  );
}
