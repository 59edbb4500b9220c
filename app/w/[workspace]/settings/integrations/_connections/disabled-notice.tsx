import { Notice } from '@/app/_ui/notice';
import { plural } from '@/app/_words/plural';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

/** A disabled connection says so in words wherever it is shown at length. */
export function DisabledNotice({ provider }: { provider: SecretProviderView }) {
  if (provider.status !== 'disabled') return null;
  return (
    <Notice tone="attention" title="This connection is disabled">
      <p>
        Nothing is read through it, cached logins included.{' '}
        {provider.bound_entries > 0
          ? `Runs that use its ${plural(provider.bound_entries, 'bound entry', 'bound entries')} fail until it is enabled.`
          : 'No entry is bound to it.'}
      </p>
    </Notice>
  );
}
