'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { entriesQuery } from '@/app/_queries/entries';
import { Button } from '@/app/_ui/button';
import { useDebounced } from '@/app/_ui/debounce';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { SearchableList } from '@/app/_ui/searchable-list';
import type { ListOption } from '@/app/_ui/searchable-list-rows';
import { Skeleton } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import { siteName } from '../../_marks/site-letter';
import { useWorkspace } from '../../_shell/workspace-context';
import { entryOption, entryRows } from './entry-rows';

const SEARCH_DELAY_MILLISECONDS = 150;

export interface EntryPickerProps {
  alias: string;
  domain: string;
  /** Id of the chosen entry; empty while none is. */
  value: string;
  onPick: (id: string) => void;
  error: string | undefined;
}

/** Which vault entry stands behind an alias. The only entry of the alias's site is chosen by itself. */
export function EntryPicker({ alias, domain, value, onPick, error }: EntryPickerProps) {
  const { slug } = useWorkspace();
  const id = useId();
  const [search, setSearch] = useState('');
  const [picked, setPicked] = useState<ListOption | null>(null);
  const change = useRef<HTMLButtonElement>(null);
  const settled = useDebounced(search.trim(), SEARCH_DELAY_MILLISECONDS);
  const fitting = useInfiniteQuery(entriesQuery(slug, { search: siteName(domain) }));
  const found = useInfiniteQuery(entriesQuery(slug, settled ? { search: settled } : {}));
  const rows = entryRows({
    fitting: settled ? [] : (fitting.data?.pages.flatMap((page) => page.data) ?? []),
    found: found.data?.pages.flatMap((page) => page.data) ?? [],
    domain,
  });
  const pick = (option: ListOption) => {
    setPicked(option);
    onPick(option.key);
    requestAnimationFrame(() => change.current?.focus());
  };
  const offered = useRef(false);
  useEffect(() => {
    const entries = fitting.data?.pages[0]?.data;
    if (offered.current || !entries) return;
    offered.current = true;
    const [only, another] = entries;
    if (!only || another) return;
    setPicked(entryOption(only));
    onPick(only.id);
  }, [fitting.data, onPick]);
  return (
    <div className="flex flex-col gap-1">
      <span className="font-medium">
        {alias} <span className="font-normal text-muted">signs in to {siteName(domain)}</span>
      </span>
      {value && picked ? (
        <div className="flex items-center justify-between gap-3 rounded-md border bg-sunken px-3 py-2">
          <div className="min-w-0">
            <p className="font-medium break-words">{picked.title}</p>
            <p className="text-sm break-words text-muted">{picked.detail}</p>
          </div>
          <Button ref={change} aria-label={`Change the entry of ${alias}`} onClick={() => onPick('')}>
            Change
          </Button>
        </div>
      ) : (
        <SearchableList
          label={`Entry for ${alias}`}
          placeholder="Search by domain, user id or alias"
          search={search}
          onSearch={setSearch}
          rows={rows}
          onPick={pick}
          describedBy={error ? `${id}-error` : undefined}
          invalid={error !== undefined}
          instead={insteadOfRows(found, rows.length)}
        />
      )}
      {error ? (
        <p id={`${id}-error`} className="text-sm text-failed">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function insteadOfRows(
  query: { isPending: boolean; error: unknown; refetch: () => unknown },
  count: number,
): ReactNode {
  if (query.isPending) return <Skeleton className="w-1/2" />;
  if (query.error && count === 0) {
    return <ErrorNotice error={asProblem(query.error)} onRetry={() => query.refetch()} />;
  }
  return count > 0 ? null : <NoEntry />;
}

function NoEntry() {
  const { href } = useWorkspace();
  return (
    <p role="status" className="text-muted">
      No entry found. <TextLink href={href('/vault/new')}>Add one to the vault</TextLink>
    </p>
  );
}
