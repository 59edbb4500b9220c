'use client';

import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { apiKeysQuery } from '@/app/_queries/api-keys';
import { Button } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { Notice } from '@/app/_ui/notice';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';
import { ApiKeyTable } from './api-key-table';
import { CreateKeyDialog } from './create-key-dialog';

export function ApiKeysPage() {
  const { can } = useWorkspace();
  return can('keys:admin') ? (
    <KeyList />
  ) : (
    <>
      <PageHeader title="API keys" />
      <Notice tone="info" title="Your role does not include API keys">
        <p>Ask an owner or admin of the workspace for a key.</p>
      </Notice>
    </>
  );
}

function KeyList() {
  const { slug, href } = useWorkspace();
  const [creating, setCreating] = useState(false);
  const query = useQuery(apiKeysQuery(slug));
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Create key
    </Button>
  );
  return (
    <>
      <PageHeader
        title="API keys"
        sentence={
          <>
            For programs: sent in the header cc-key, each with the scopes it needs and no more. What they can
            call is in the <TextLink href={href('/api')}>API reference</TextLink>.
          </>
        }
        actions={query.data?.length ? create : null}
      />
      <Loaded query={query} skeleton={<SkeletonRows label="Loading keys" rows={3} />}>
        {(keys) =>
          keys.length === 0 ? (
            <EmptyState icon={KeyRound} title="No API key yet" action={create}>
              A key lets a program start runs and manage entries of this workspace.
            </EmptyState>
          ) : (
            <ApiKeyTable keys={keys} />
          )
        }
      </Loaded>
      <CreateKeyDialog open={creating} onOpenChange={setCreating} />
    </>
  );
}
