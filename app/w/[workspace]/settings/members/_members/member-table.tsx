'use client';

import { useMemo, useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useChangeRole } from '@/app/_queries/members';
import { Button } from '@/app/_ui/button';
import { type Column, DataTable } from '@/app/_ui/data-table';
import { RelativeTime } from '@/app/_ui/relative-time';
import { Select } from '@/app/_ui/select';
import { notify } from '@/app/_ui/toast';
import { ROLE_WORDS } from '@/app/_words/roles';
import { type MemberView, ROLES, role as roleSchema } from '@/lib/contract/workspace';
import { useWorkspace } from '../../../_shell/workspace-context';
import { RemoveMember } from './remove-member';

export function MemberTable({ members }: { members: readonly MemberView[] }) {
  const { can, session } = useWorkspace();
  const admin = can('members:admin');
  const [removing, setRemoving] = useState<MemberView | null>(null);
  const columns = useMemo(() => columnsFor(admin, session.user.id, setRemoving), [admin, session.user.id]);
  return (
    <>
      <DataTable caption="Members" columns={columns} rows={members} rowKey={(member) => member.id} />
      <RemoveMember member={removing} onClose={() => setRemoving(null)} />
    </>
  );
}

function columnsFor(
  admin: boolean,
  myId: string,
  onRemove: (member: MemberView) => void,
): ReadonlyArray<Column<MemberView>> {
  const columns: Array<Column<MemberView>> = [
    {
      name: 'Person',
      names: true,
      cell: (member) => (
        <span>
          <span className="font-medium">{member.user.name}</span>
          {member.user.id === myId ? <span className="text-muted"> (you)</span> : null}
          <span className="block text-sm break-all text-muted">{member.user.email}</span>
        </span>
      ),
    },
    { name: 'Role', cell: (member) => <RoleCell member={member} admin={admin} /> },
    { name: 'Joined', cell: (member) => <RelativeTime at={member.created_at} /> },
  ];
  if (!admin) return columns;
  return [
    ...columns,
    {
      name: 'Actions',
      align: 'end',
      cell: (member) => (
        <Button size="small" aria-label={`Remove ${member.user.name}`} onClick={() => onRemove(member)}>
          Remove
        </Button>
      ),
    },
  ];
}

function RoleCell({ member, admin }: { member: MemberView; admin: boolean }) {
  const { slug } = useWorkspace();
  const change = useChangeRole(slug);
  if (!admin) return ROLE_WORDS[member.role].label;
  const pick = (value: string) => {
    const role = roleSchema.safeParse(value);
    if (!role.success || role.data === member.role) return;
    change.mutate(
      { id: member.id, role: role.data },
      {
        onSuccess: () =>
          notify.done(`${member.user.name} is now ${ROLE_WORDS[role.data].label.toLowerCase()}`),
        onError: (error) => notify.failed(asProblem(error)),
      },
    );
  };
  return (
    <Select
      className="w-32"
      aria-label={`Role of ${member.user.name}`}
      value={change.isPending ? change.variables.role : member.role}
      disabled={change.isPending}
      onChange={(event) => pick(event.target.value)}
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {ROLE_WORDS[role].label}
        </option>
      ))}
    </Select>
  );
}
