import type { ComponentProps } from 'react';
import { classNames } from './class-names';

/** 16 px on phones: iOS zooms the page when a smaller field takes focus. */
export const CONTROL_CLASSES =
  'w-full rounded-md border border-line-strong bg-surface px-2.5 text-[1rem] text-ink sm:text-base ' +
  'placeholder:text-muted disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted ' +
  'aria-invalid:border-failed focus-visible:outline-offset-0';

export function Input({ className, type = 'text', ...rest }: ComponentProps<'input'>) {
  return <input type={type} className={classNames(CONTROL_CLASSES, 'h-8', className)} {...rest} />;
}
