import { Notice } from '@/app/_ui/notice';
import { RelativeTime } from '@/app/_ui/relative-time';
import type { SecretProviderView } from '@/lib/contract/secret-provider';

/** One-time codes are computed from the time: a clock that differs makes sites refuse them. */
export function ClockNotice({ provider }: { provider: SecretProviderView }) {
  const { clock, mode } = provider;
  if (!clock || clock.state === 'ok') return null;
  const seconds = Math.round(Math.abs(clock.skew_ms) / 1000);
  const direction = clock.skew_ms > 0 ? 'behind' : 'ahead of';
  const other = mode === 'connect' ? 'the Connect server’s' : '1Password’s';
  return (
    <Notice tone="attention" title={`The clock of this server is ${seconds} s ${direction} ${other}.`}>
      <p>
        {clock.state === 'unusable'
          ? 'No one-time codes are handed out: sites would refuse them. Let NTP set the clock.'
          : 'Sites may refuse one-time codes. Let NTP set the clock.'}
      </p>
      <p className="text-sm text-muted">
        Seen <RelativeTime at={clock.seen_at} />
      </p>
    </Notice>
  );
}
