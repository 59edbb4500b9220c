'use client';

import { AlertDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button';
import { useReturnFocus } from './return-focus';

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What is lost, by name. */
  children: ReactNode;
  confirmLabel: string;
  busyLabel: string;
  busy: boolean;
  onConfirm: () => void;
  /** Set when there is nothing to confirm, for example because something still depends on the thing. */
  refused?: boolean;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const focus = useReturnFocus();
  return (
    <AlertDialog.Root open={props.open} onOpenChange={props.onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <AlertDialog.Content
          onOpenAutoFocus={focus.remember}
          onCloseAutoFocus={focus.giveBack}
          className="fixed inset-x-0 bottom-0 z-50 mx-auto flex max-h-[92dvh] w-full animate-appear flex-col rounded-t-lg border bg-raised shadow-pop sm:top-[12vh] sm:bottom-auto sm:w-[calc(100%-2rem)] sm:max-w-md sm:rounded-lg"
        >
          <div className="flex flex-col gap-3 overflow-y-auto p-4">
            <AlertDialog.Title className="text-lg font-semibold">{props.title}</AlertDialog.Title>
            <AlertDialog.Description asChild>
              <div className="flex flex-col gap-3">{props.children}</div>
            </AlertDialog.Description>
          </div>
          <div className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">
            <AlertDialog.Cancel asChild>
              <Button>{props.refused ? 'Close' : 'Cancel'}</Button>
            </AlertDialog.Cancel>
            {props.refused ? null : (
              <Button variant="danger" disabled={props.busy} onClick={props.onConfirm}>
                {props.busy ? props.busyLabel : props.confirmLabel}
              </Button>
            )}
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
