'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { auditQuery } from '@/app/_queries/audit';
import type { AuditSearch } from '@/app/_queries/keys';
import { useDebounced } from '@/app/_ui/debounce';
import { EmptyState } from '@/app/_ui/empty-state';
import { LoadMore } from '@/app/_ui/load-more';
import { Notice } from '@/app/_ui/notice';
import { PageHeader } from '@/app/_ui/page-header';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { Loaded } from '../../../_shell/loaded';
import { useWorkspace } from '../../../_shell/workspace-context';
import { AuditFilters } from './audit-filters';
import { AuditTable } from './audit-table';
import { ExportMenu } from './export-menu';
import { Verification } from './verification';

export function AuditPage() {
  const { can } = useWorkspace();
  return can('audit:read') ? (
    <AuditLog />
  ) : (
    <>
      <PageHeader title="Audit log" />
      <Notice tone="info" title="Your role does not include the audit log">
        <p>Ask an owner or admin of the workspace.</p>
      </Notice>
    </>
  );
}

const TYPING_MILLISECONDS = 250;

function AuditLog() {
  const { slug } = useWorkspace();
  const [filter, setFilter] = useState<AuditSearch>({});
  const search = useDebounced(filter, TYPING_MILLISECONDS);
  const query = useInfiniteQuery(auditQuery(slug, search));
  return (
    <>
      <PageHeader
        title="Audit log"
        sentence="Who did what, and which secret was used for what. Records are only ever added, and each is chained to the one before."
        actions={<ExportMenu search={search} />}
      />
      <Verification />
      <AuditFilters value={filter} onChange={setFilter} />
      <Loaded query={query} skeleton={<SkeletonRows label="Loading records" />}>
        {(data) => {
          const records = data.pages.flatMap((page) => page.data);
          if (records.length === 0) {
            return (
              <EmptyState icon={ScrollText} title="No record matches">
                Choose a longer time or fewer words.
              </EmptyState>
            );
          }
          return (
            <>
              <AuditTable records={records} />
              <LoadMore shown={records.length} what={['record', 'records']} query={query} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}
