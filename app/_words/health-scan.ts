import {
  type HealthCode,
  type HealthResult,
  type HealthScanView,
  ROTATION_ONLY,
} from '@/lib/contract/health-scan';
import { plural } from './plural';

export const HEALTH_WORDS: Record<HealthCode, string> = {
  item_not_found: 'Item not found',
  unreadable: 'Could not be read',
  archived: 'Archived',
  not_a_login: 'Not a login',
  no_username: 'No user name',
  no_password: 'No password',
  website_differs: 'Website differs',
  duplicate_binding: 'Shared item',
  pending_left: 'Pending password left',
  not_writable: 'Not writable',
  not_editable: 'Not editable',
};

/** How far it is, or what came of it. */
export function scanSentence(scan: HealthScanView): string {
  const { state, total, checked, problems, message } = scan;
  switch (state) {
    case 'queued':
      return 'Waiting for a worker.';
    case 'running':
      return `Reading items from 1Password: ${checked} of ${plural(total, 'binding')} looked at.`;
    case 'waiting':
      return `${message ?? '1Password asks for patience.'} ${checked} of ${plural(total, 'binding')} looked at; it goes on by itself.`;
    case 'done':
      if (checked === 0) return 'No entry is bound to an item yet.';
      if (problems === 0) return `All is well with ${plural(checked, 'binding')}.`;
      return `${plural(problems, 'binding')} of ${checked} ${problems === 1 ? 'needs' : 'need'} a look.`;
  }
}

/** What only keeps a password from being rotated is no alarm. */
export function resultMark({ findings }: HealthResult): {
  tone: 'ok' | 'attention' | 'neutral';
  label: string;
} {
  if (findings.length === 0) return { tone: 'ok', label: 'Fine' };
  if (findings.every(({ code }) => ROTATION_ONLY.has(code))) return { tone: 'neutral', label: 'No rotation' };
  return { tone: 'attention', label: 'Needs a look' };
}
