'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, type ButtonProps } from './button';

const CONFIRMED_FOR_MILLISECONDS = 2000;

export interface CopyButtonProps extends Omit<ButtonProps, 'onClick' | 'children'> {
  value: string;
  /** What is copied: "entry id" makes the button "Copy entry id". */
  what: string;
  /** Words beside the icon, which then name the button. */
  children?: string;
}

export function CopyButton({ value, what, children, ...rest }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), CONFIRMED_FOR_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard?.writeText(value).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  return (
    <>
      <Button
        variant="quiet"
        size={children ? 'small' : 'icon'}
        className={children ? undefined : 'size-6'}
        aria-label={children ? undefined : `Copy ${what}`}
        onClick={copy}
        {...rest}
      >
        {state === 'copied' ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />}
        {children ? <CopyWords words={state === 'copied' ? 'Copied' : children} what={what} /> : null}
      </Button>
      <span className="sr-only" role="status">
        {state === 'copied' ? `Copied ${what}` : ''}
        {state === 'refused' ? `The browser did not allow copying ${what}` : ''}
      </span>
    </>
  );
}

/** A visible name comes first in the spoken one, so that saying it presses the button (WCAG 2.5.3). */
function CopyWords({ words, what }: { words: string; what: string }) {
  return (
    <span>
      {words}
      <span className="sr-only">, {what}</span>
    </span>
  );
}
