import { ROLE_PERMISSIONS, type WorkspaceView } from '@/lib/contract/workspace';
import type { MembershipRow } from './workspace-store';

export function presentWorkspace(row: MembershipRow): WorkspaceView {
  return {
    id: row.id,
    name: row.name,
    slug: row.slug,
    role: row.role,
    permissions: [...ROLE_PERMISSIONS[row.role]],
    created_at: row.createdAt.toISOString(),
  };
}
