import { Notice } from '@/app/_ui/notice';
import { RelativeTime } from '@/app/_ui/relative-time';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

/** The last failure with its next step, for as long as the connection needs attention. */
export function LastError({ provider }: { provider: SecretProviderView }) {
  const { last_error: error, health } = provider;
  if (!error || health !== 'attention') return null;
  return (
    <Notice tone="attention" title={error.message}>
      <p>{error.hint}</p>
      <p className="text-sm text-muted">
        <RelativeTime at={error.at} />
      </p>
    </Notice>
  );
}
