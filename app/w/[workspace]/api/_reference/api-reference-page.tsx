'use client';

import { useQuery } from '@tanstack/react-query';
import { Download, SearchX } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { apiDocumentQuery } from '@/app/_queries/api-document';
import { Button } from '@/app/_ui/button';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { SearchInput } from '@/app/_ui/search-input';
import { SkeletonRows } from '@/app/_ui/skeleton';
import { plural } from '@/app/_words/plural';
import type { ApiDocument } from '@/lib/contract/api-document';
import { PROBLEMS } from '@/lib/contract/problem';
import { Loaded } from '../../_shell/loaded';
import { HowToCall } from './how-to-call';
import { useLocationHash } from './location-hash';
import { OperationRow } from './operation-row';
import {
  commonParameters,
  commonProblems,
  groupOperations,
  type OperationGroup,
  searchOperations,
} from './operations';
import { Refusals } from './refusals';

export function ApiReferencePage() {
  const query = useQuery(apiDocumentQuery());
  return (
    <>
      <PageHeader
        title="API reference"
        sentence="Everything these pages do, for programs: what to send, what comes back, and why it may be refused."
        actions={
          <Button asChild>
            <a href="/openapi.json" download="latchkey-openapi.json">
              <Download aria-hidden />
              OpenAPI 3.1
            </a>
          </Button>
        }
      />
      <Loaded query={query} skeleton={<SkeletonRows label="Loading the reference" rows={10} />}>
        {(document) => <Reference document={document} />}
      </Loaded>
    </>
  );
}

function Reference({ document }: { document: ApiDocument }) {
  const target = useLocationHash();
  // Who follows a link to an operation wants to see it, whatever was searched for before.
  const [typed, setTyped] = useState({ text: '', at: target });
  const search = typed.at === target ? typed.text : '';
  const all = useMemo(() => groupOperations(document), [document]);
  const common = useMemo(() => commonProblems(all), [all]);
  const groups = useMemo(() => searchOperations(all, search), [all, search]);
  // The browser looked for the place when the page was still empty.
  useEffect(() => {
    if (target) window.document.getElementById(target)?.scrollIntoView();
  }, [target]);
  const shown = groups.reduce((count, { operations }) => count + operations.length, 0);
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-[10rem_minmax(0,1fr)]">
      <GroupLinks groups={groups} />
      <div className="flex min-w-0 flex-col gap-6">
        <div className="flex flex-wrap items-center gap-3">
          <SearchInput
            label="Search operations"
            value={search}
            onChange={(text) => setTyped({ text, at: target })}
          />
          <span role="status" className="text-muted">
            {plural(shown, 'operation')}
          </span>
        </div>
        {search === '' ? <HowToCall parameters={commonParameters(all)} /> : null}
        {groups.length === 0 ? (
          <EmptyState icon={SearchX} title="No operation has all these words">
            Search by address, by what it does, or by scope, such as vault:read.
          </EmptyState>
        ) : null}
        {groups.map(({ name, description, operations }) => (
          <section
            key={name}
            id={anchorOf(name)}
            aria-label={name}
            className="flex scroll-mt-16 flex-col gap-2 md:scroll-mt-4"
          >
            <div>
              <h2 className="font-semibold first-letter:uppercase">{name}</h2>
              <p className="text-muted">{description}</p>
            </div>
            <div className="overflow-hidden rounded-lg border bg-surface">
              {operations.map((operation) => (
                <OperationRow
                  key={operation.id}
                  operation={operation}
                  named={document.components.schemas}
                  common={common}
                  target={operation.id === target}
                />
              ))}
            </div>
          </section>
        ))}
        {search === '' ? (
          <section
            id="refusals"
            aria-label="Refusals"
            className="flex scroll-mt-16 flex-col gap-2 md:scroll-mt-4"
          >
            <h2 className="font-semibold">Refusals</h2>
            <div className="rounded-lg border bg-surface p-4">
              <Refusals label="All codes" codes={Object.keys(PROBLEMS)} />
            </div>
          </section>
        ) : null}
      </div>
    </div>
  );
}

const anchorOf = (group: string) => group.replaceAll(' ', '-');

function GroupLinks({ groups }: { groups: readonly OperationGroup[] }) {
  return (
    <nav aria-label="Groups of operations" className="hidden lg:block">
      <ul className="sticky top-6 flex flex-col gap-0.5">
        {groups.map(({ name, operations }) => (
          <li key={name}>
            <a
              href={`#${anchorOf(name)}`}
              className="flex h-7 items-center justify-between rounded px-2 text-muted hover:bg-hover hover:text-ink"
            >
              <span className="first-letter:uppercase">{name}</span>
              <span className="text-sm tabular-nums">{operations.length}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
