'use client';

import { Button } from './button';

export interface LoadMoreProps {
  shown: number;
  /** What the rows are, for one and for many: `['entry', 'entries']`. */
  what: readonly [one: string, many: string];
  hasMore: boolean;
  loading: boolean;
  onLoadMore: () => void;
}

export function LoadMore({ shown, what, hasMore, loading, onLoadMore }: LoadMoreProps) {
  const counted = `${shown} ${shown === 1 ? what[0] : what[1]}`;
  return (
    <div className="mt-3 flex items-center justify-between gap-3 text-sm text-muted">
      <span role="status">{hasMore ? `The first ${counted}` : counted}</span>
      {hasMore ? (
        <Button size="small" disabled={loading} onClick={onLoadMore}>
          {loading ? 'Loading more…' : 'Load more'}
        </Button>
      ) : null}
    </div>
  );
}
