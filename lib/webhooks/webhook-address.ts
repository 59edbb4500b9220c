import { Problem } from '@/lib/contract/problem';
import { readTarget, type TargetPolicy } from '@/lib/net/target-policy';
import { TargetRefused } from '@/lib/net/target-refused';

/** What can be told without looking the name up; the rest is checked at every delivery (send-message.ts). */
export function checkedAddress(url: string, policy: TargetPolicy, field = 'url'): string {
  try {
    readTarget(url, policy);
    return url.trim();
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error;
    throw new Problem('address_refused', {
      message: error.message,
      hint: 'Use a public https address; an operator can allow an internal one in WEBHOOK_ALLOWED_TARGETS.',
      fields: [{ field, message: error.message }],
    });
  }
}
