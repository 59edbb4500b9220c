'use client';

import type { ReactNode } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { ErrorNotice } from '@/app/_ui/error-notice';

export interface LoadedProps<Data> {
  query: { data: Data | undefined; error: unknown; refetch: () => unknown };
  /** In the shape of what is to come. */
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
}

/** What was asked for, or its skeleton, or why it is not there. Data already shown stays when a refresh fails. */
export function Loaded<Data>({ query, skeleton, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (!query.error) return skeleton;
  const problem = asProblem(query.error);
  // What is not there will not be there the next time either.
  return <ErrorNotice error={problem} onRetry={problem.status === 404 ? undefined : () => query.refetch()} />;
}
