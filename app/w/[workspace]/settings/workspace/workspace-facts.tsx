'use client';

import { Plus } from 'lucide-react';
import Link from 'next/link';
import { Badge } from '@/app/_ui/badge';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { Facts } from '@/app/_ui/facts';
import { Mono } from '@/app/_ui/mono';
import { PageHeader } from '@/app/_ui/page-header';
import { RelativeTime } from '@/app/_ui/relative-time';
import { PERMISSION_WORDS, ROLE_WORDS } from '@/app/_words/roles';
import { useWorkspace } from '../../_shell/workspace-context';

export function WorkspaceFacts() {
  const { workspace } = useWorkspace();
  return (
    <>
      <PageHeader
        title="Workspace"
        sentence="Nothing in a workspace can be seen from another."
        actions={
          <Button asChild>
            <Link href="/new-workspace">
              <Plus aria-hidden />
              New workspace
            </Link>
          </Button>
        }
      />
      <Card title={workspace.name}>
        <Facts
          facts={[
            { name: 'Address name', value: <Mono copy="address name">{workspace.slug}</Mono> },
            { name: 'Workspace id', value: <Mono copy="workspace id">{workspace.id}</Mono> },
            { name: 'Created', value: <RelativeTime at={workspace.created_at} /> },
            {
              name: 'Your role',
              value: `${ROLE_WORDS[workspace.role].label}. ${ROLE_WORDS[workspace.role].description}`,
            },
            {
              name: 'You may',
              value: (
                <span className="flex flex-wrap gap-1">
                  {workspace.permissions.map((permission) => (
                    <Badge key={permission}>{PERMISSION_WORDS[permission].label}</Badge>
                  ))}
                </span>
              ),
            },
          ]}
        />
      </Card>
    </>
  );
}
