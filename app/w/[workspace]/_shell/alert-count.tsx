'use client';

import { useQuery } from '@tanstack/react-query';
import { alertsQuery } from '@/app/_queries/alerts';
import { plural } from '@/app/_words/plural';
import { useWorkspace } from './workspace-context';

/** How many things about rotations wait to be looked at. */
export function AlertCount() {
  const { slug } = useWorkspace();
  const { data } = useQuery(alertsQuery(slug));
  if (!data || data.alerts.length === 0) return null;
  const count = `${data.alerts.length}${data.more ? '+' : ''}`;
  return (
    <span className="inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-attention-soft px-1.5 text-xs font-semibold text-attention tabular-nums">
      <span aria-hidden>{count}</span>
      <span className="sr-only">, {plural(data.alerts.length, 'alert')}</span>
    </span>
  );
}
