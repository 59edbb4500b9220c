'use client';

import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { membersQuery } from '@/app/_queries/members';
import { Button } from '@/app/_ui/button';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { plural } from '@/app/_words/plural';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';
import { Invitations } from './invitations';
import { InviteDialog } from './invite-dialog';
import { MemberTable } from './member-table';

export function MembersPage() {
  const { slug, can, workspace } = useWorkspace();
  const [inviting, setInviting] = useState(false);
  const query = useQuery(membersQuery(slug));
  const admin = can('members:admin');
  return (
    <>
      <PageHeader
        title="Members"
        sentence={
          query.data
            ? `${plural(query.data.length, 'person', 'people')} in ${workspace.name}.`
            : 'The people of this workspace.'
        }
        actions={
          admin ? (
            <Button variant="primary" onClick={() => setInviting(true)}>
              <UserPlus aria-hidden />
              Invite
            </Button>
          ) : null
        }
      />
      <div className="flex flex-col gap-6">
        <Loaded query={query} skeleton={<SkeletonRows label="Loading members" rows={3} />}>
          {(members) => <MemberTable members={members} />}
        </Loaded>
        {admin ? <Invitations /> : null}
      </div>
      <InviteDialog open={inviting} onOpenChange={setInviting} />
    </>
  );
}
