import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api-problem';

const FRESH_FOR_MILLISECONDS = 10_000;
const RETRIES = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: signInAgain }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_FOR_MILLISECONDS,
        // Only what may pass by itself is asked for again: no answer, or a fault of the server.
        retry: (failures, error) => failures < RETRIES && mayPass(error),
      },
    },
  });
}

function mayPass(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}

/** A session that ended while the page was open: back to the sign-in page, and from there to where the person was. */
function signInAgain(error: unknown): void {
  if (!(error instanceof ApiProblem) || error.code !== 'unauthenticated') return;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}
