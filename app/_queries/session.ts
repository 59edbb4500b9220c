import { queryOptions } from '@tanstack/react-query';
import { session } from '@/lib/contract/workspace';
import { keys } from './keys';
import { request } from './request';

export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: ({ signal }) => request({ path: '/api/v1/session', answer: session, signal }),
});
