import type { MemberView } from '@/lib/contract/workspace';
import type { MemberRow } from './member-store';

export function presentMember(row: MemberRow): MemberView {
  const { id, name, email } = row.user;
  return { id: row.id, user: { id, name, email }, role: row.role, created_at: row.createdAt.toISOString() };
}
