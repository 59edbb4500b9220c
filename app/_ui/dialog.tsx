'use client';

import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button';
import { classNames } from './class-names';
import { useReturnFocus } from './return-focus';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One sentence under the title; also what a screen reader says first. */
  description: ReactNode;
  width?: 'normal' | 'wide';
  children: ReactNode;
}

/** For short forms. Esc and the cross close it; focus returns to what opened it. */
export function Dialog({ open, onOpenChange, title, description, width = 'normal', children }: DialogProps) {
  const focus = useReturnFocus();
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Primitive.Content
          onOpenAutoFocus={(event) => {
            focus.remember();
            focusFirstField(event);
          }}
          onCloseAutoFocus={focus.giveBack}
          className={classNames(
            'fixed inset-x-0 bottom-0 z-50 mx-auto flex max-h-[92dvh] w-full flex-col rounded-t-lg border bg-raised shadow-pop',
            'animate-appear sm:top-[8vh] sm:bottom-auto sm:max-h-[84vh] sm:w-[calc(100%-2rem)] sm:rounded-lg',
            width === 'wide' ? 'sm:max-w-2xl' : 'sm:max-w-md',
          )}
        >
          <header className="flex items-start justify-between gap-4 border-b px-4 py-3">
            <div>
              <Primitive.Title className="text-lg font-semibold">{title}</Primitive.Title>
              <Primitive.Description asChild>
                <div className="text-muted">{description}</div>
              </Primitive.Description>
            </div>
            <Primitive.Close asChild>
              <Button variant="quiet" size="icon" aria-label="Close">
                <X aria-hidden />
              </Button>
            </Primitive.Close>
          </header>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** A form is opened to be filled in; without one the focus goes where the primitive puts it. */
function focusFirstField(event: Event): void {
  if (!(event.target instanceof HTMLElement)) return;
  // Beside each radio button the primitive puts an input that only carries its value and cannot take focus.
  const field = event.target.querySelector<HTMLElement>(
    'input:not([aria-hidden]), select, textarea, [role="radio"][aria-checked="true"]',
  );
  if (!field) return;
  event.preventDefault();
  field.focus();
}

export interface DialogBodyProps {
  children: ReactNode;
  className?: string;
  /** For a body with nothing in it to focus: the keyboard has to reach it to scroll. */
  focusable?: boolean;
}

export function DialogBody({ children, className, focusable }: DialogBodyProps) {
  return (
    <div
      tabIndex={focusable ? 0 : undefined}
      className={classNames('flex flex-col gap-4 overflow-y-auto px-4 py-4', className)}
    >
      {children}
    </div>
  );
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-4 py-3">{children}</footer>
  );
}
