import type { ComponentProps } from 'react';
import { classNames } from './class-names';
import { CONTROL_CLASSES } from './input';

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return <textarea rows={rows} className={classNames(CONTROL_CLASSES, 'py-1.5', className)} {...rest} />;
}
