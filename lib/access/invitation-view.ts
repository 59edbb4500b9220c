import type { InvitationView } from '@/lib/contract/workspace';
import type { InvitationRow } from './invitation-store';

/** `status` of an invitation whose time is over reads `expired`; nothing sweeps the row. */
export function presentInvitation(
  row: InvitationRow,
  view: { baseUrl: string; now: number },
): InvitationView {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    status: isExpired(row, view.now) ? 'expired' : row.status,
    expires_at: row.expiresAt.toISOString(),
    accept_url: new URL(`/accept-invitation/${row.id}`, view.baseUrl).href,
  };
}

export function isExpired(row: InvitationRow, now: number): boolean {
  return row.expiresAt.getTime() <= now;
}
