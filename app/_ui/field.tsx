'use client';

import { type ReactNode, useId } from 'react';
import { classNames } from './class-names';

export interface FieldControl {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
  'aria-required'?: true;
}

export interface FieldProps {
  label: string;
  description?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  optional?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** Ties label, description and error to one control; the control spreads what it is handed. */
export function Field({ label, description, error, required, optional, className, children }: FieldProps) {
  const id = useId();
  const descriptionId = description ? `${id}-description` : null;
  const errorId = error ? `${id}-error` : null;
  const describedBy = [errorId, descriptionId].filter(Boolean).join(' ');
  const control: FieldControl = {
    id,
    ...(describedBy ? { 'aria-describedby': describedBy } : {}),
    ...(error ? { 'aria-invalid': true as const } : {}),
    ...(required ? { 'aria-required': true as const } : {}),
  };
  return (
    <div className={classNames('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
        {optional ? <span className="font-normal text-muted"> (optional)</span> : null}
      </label>
      {children(control)}
      {error ? (
        <p id={errorId ?? undefined} className="text-sm text-failed">
          {error}
        </p>
      ) : null}
      {description ? (
        <div id={descriptionId ?? undefined} className="text-sm text-muted">
          {description}
        </div>
      ) : null}
    </div>
  );
}
