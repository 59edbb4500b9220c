'use client';

import { Button } from './button';

export interface LoadMoreProps {
  shown: number;
  /** What the rows are, in the plural: "entries". */
  what: string;
  hasMore: boolean;
  loading: boolean;
  onLoadMore: () => void;
}

export function LoadMore({ shown, what, hasMore, loading, onLoadMore }: LoadMoreProps) {
  return (
    <div className="mt-3 flex items-center justify-between gap-3 text-sm text-muted">
      <span role="status">{hasMore ? `The first ${shown} ${what}` : `${shown} ${what}`}</span>
      {hasMore ? (
        <Button size="small" disabled={loading} onClick={onLoadMore}>
          {loading ? 'Loading more…' : 'Load more'}
        </Button>
      ) : null}
    </div>
  );
}
