import { classNames } from './class-names';

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('block h-4 animate-pulse rounded bg-line/70', className)} />;
}

/** Rows as high as the table's, so that nothing jumps when the data arrives. */
export function SkeletonRows({ label, rows = 6 }: { label: string; rows?: number }) {
  return (
    <div role="status" className="overflow-hidden rounded-lg border bg-surface">
      <span className="sr-only">{label}</span>
      {Array.from({ length: rows }, (_, index) => index).map((row) => (
        <div key={row} className="flex h-10 items-center gap-6 border-b px-3 last:border-b-0">
          <Skeleton className="w-1/4" />
          <Skeleton className="w-1/5" />
          <Skeleton className="hidden w-1/6 sm:block" />
          <Skeleton className="ml-auto w-16" />
        </div>
      ))}
    </div>
  );
}

export function SkeletonCards({ label, cards = 2 }: { label: string; cards?: number }) {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{label}</span>
      {Array.from({ length: cards }, (_, index) => index).map((card) => (
        <div key={card} className="flex flex-col gap-3 rounded-lg border bg-surface p-4">
          <Skeleton className="h-5 w-1/3" />
          <Skeleton className="w-2/3" />
          <Skeleton className="w-1/2" />
        </div>
      ))}
    </div>
  );
}
