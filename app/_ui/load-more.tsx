'use client';

import { Button } from './button';

export interface LoadMoreProps {
  shown: number;
  /** What the rows are, for one and for many: `['entry', 'entries']`. */
  what: readonly [one: string, many: string];
  /** The list that is shown, as `useInfiniteQuery` has it. */
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

export function LoadMore({ shown, what, query }: LoadMoreProps) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const counted = `${shown} ${shown === 1 ? what[0] : what[1]}`;
  return (
    <div className="mt-3 flex items-center justify-between gap-3 text-sm text-muted">
      <span role="status">{hasNextPage ? `The first ${counted}` : counted}</span>
      {hasNextPage ? (
        <Button size="small" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {isFetchingNextPage ? 'Loading more…' : 'Load more'}
        </Button>
      ) : null}
    </div>
  );
}
