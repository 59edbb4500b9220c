'use client';

import type { ComponentProps } from 'react';
import { useHydrated } from './hydrated';

/**
 * A form of a page, which the server has drawn before any script is there. Until then it takes nothing: what is typed
 * would be forgotten, and the browser by itself would send it as part of an address, passwords too.
 */
export function Form({ children, ...rest }: ComponentProps<'form'>) {
  const hydrated = useHydrated();
  return (
    <form noValidate {...rest}>
      <fieldset disabled={!hydrated} className="contents">
        {children}
      </fieldset>
    </form>
  );
}
