import { queryOptions } from '@tanstack/react-query';
import { apiDocument } from '@/lib/contract/api-document';
import { keys } from './keys';
import { request } from './request';

/** The server makes it once; it changes with the version of the server only. */
export function apiDocumentQuery() {
  return queryOptions({
    queryKey: keys.apiDocument,
    queryFn: ({ signal }) => request({ path: '/openapi.json', answer: apiDocument, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
