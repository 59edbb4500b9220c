'use client';

import { ErrorNotice } from './_ui/error-notice';

/** The last net under every page. `digest` is what the server's log calls the error. */
export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main className="mx-auto flex max-w-xl flex-col gap-4 px-4 py-24">
      <h1 className="text-xl font-semibold">This page could not be shown</h1>
      <ErrorNotice
        error={{
          message: 'Something went wrong on our side.',
          hint: 'Nothing you entered was sent twice. Try again; if it stays, tell whoever runs this installation.',
          requestId: error.digest,
        }}
        onRetry={reset}
      />
    </main>
  );
}
