'use client';

import { useQuery } from '@tanstack/react-query';
import { Plug } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useBulkDryRun } from '@/app/_queries/bulk-bind';
import { providersQuery } from '@/app/_queries/secret-providers';
import { EmptyState } from '@/app/_ui/empty-state';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonCards } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import type { BulkBind } from '@/lib/contract/bulk-bind';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { BulkColumns } from './bulk-columns';
import { BulkPlan } from './bulk-plan';
import { BulkSource } from './bulk-source';

/** A list, what each column means, what would come of each row, and then the binding itself. */
export function BulkPage() {
  const { slug, href } = useWorkspace();
  const providers = useQuery(providersQuery(slug));
  return (
    <>
      <PageHeader
        back={<TextLink href={href('/vault')}>Vault</TextLink>}
        title="Bind many entries"
        sentence="From a list of users and sites. You see what would come of each row before anything is changed; no password is taken from the list."
      />
      <Loaded query={providers} skeleton={<SkeletonCards label="Loading connections" />}>
        {(loaded) =>
          loaded.length === 0 ? (
            <EmptyState
              icon={Plug}
              title="No connection yet"
              action={<TextLink href={href('/settings/integrations')}>Connect 1Password</TextLink>}
            >
              Entries are bound to items of 1Password, so a connection comes first.
            </EmptyState>
          ) : (
            <BulkSteps providers={loaded} />
          )
        }
      </Loaded>
    </>
  );
}

function BulkSteps({ providers }: { providers: ReadonlyArray<{ id: string; name: string }> }) {
  const { slug } = useWorkspace();
  const dryRun = useBulkDryRun(slug);
  const [source, setSource] = useState<BulkBind | null>(null);
  const judge = (next: BulkBind) => {
    setSource(next);
    dryRun.mutate(next);
  };
  const plan = dryRun.data;
  const outcome = useRef<HTMLDivElement>(null);
  const settledAt = dryRun.isPending ? 0 : dryRun.submittedAt;
  // On a phone it begins below the edge of the page, and the button would seem to do nothing.
  useEffect(() => {
    if (settledAt > 0) outcome.current?.scrollIntoView({ block: 'nearest' });
  }, [settledAt]);
  return (
    <div className="flex flex-col gap-4">
      <BulkSource providers={providers} busy={dryRun.isPending} onCheck={judge} />
      {dryRun.isPending ? (
        <p role="status" className="text-muted">
          Reading the list, and each item in 1Password…
        </p>
      ) : null}
      <div ref={outcome} className="flex scroll-mt-16 scroll-mb-4 flex-col gap-4">
        {dryRun.error ? <ErrorNotice error={asProblem(dryRun.error)} /> : null}
        {plan && source && !dryRun.isPending ? (
          <>
            <BulkColumns columns={plan.columns} onChange={(columns) => judge({ ...source, columns })} />
            <BulkPlan key={dryRun.submittedAt} plan={plan} />
          </>
        ) : null}
      </div>
    </div>
  );
}
