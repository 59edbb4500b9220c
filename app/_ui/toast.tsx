'use client';

import { Toaster as Sonner, toast } from 'sonner';
import type { ErrorFacts } from './error-notice';

/** Short confirmations of what has just been done, and failures that belong to no field and no page. */
export const notify = {
  done: (message: string) => toast.success(message),
  failed: (error: ErrorFacts) =>
    toast.error(error.message, error.hint ? { description: error.hint } : undefined),
};

export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      toastOptions={{
        classNames: {
          toast: '!rounded-md !border !border-line !bg-raised !text-ink !shadow-pop !font-sans',
          description: '!text-muted',
          success: '[&_[data-icon]]:text-ok',
          error: '[&_[data-icon]]:text-failed',
        },
      }}
    />
  );
}
