'use client';

import { ErrorNotice } from '@/app/_ui/error-notice';
import { PageHeader } from '@/app/_ui/page-header';

/** Keeps the frame when one page fails. */
export default function WorkspacePageError(props: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <>
      <PageHeader title="This page could not be shown" />
      <ErrorNotice
        error={{
          message: 'Something went wrong on our side.',
          hint: 'Try again; if it stays, tell whoever runs this installation.',
          requestId: props.error.digest,
        }}
        onRetry={props.reset}
      />
    </>
  );
}
