'use client';

import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { classNames } from './class-names';
import { useHydrated } from './hydrated';

const VARIANTS = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  secondary: 'border border-line-strong/60 bg-surface text-ink hover:bg-hover',
  quiet: 'text-ink hover:bg-hover',
  danger: 'bg-failed-solid text-white hover:opacity-90',
} as const;

const SIZES = {
  normal: 'h-8 px-3',
  small: 'h-7 px-2 text-sm',
  icon: 'size-8',
} as const;

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
  /** Gives the looks to the one child, for a link that acts as the page's main way on. */
  asChild?: boolean;
}

/** A press before the scripts are there would be lost: until then it cannot be pressed, which nobody is to see. */
export function Button({
  variant = 'secondary',
  size = 'normal',
  asChild,
  className,
  disabled,
  ...rest
}: ButtonProps) {
  const hydrated = useHydrated();
  const classes = classNames(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-colors duration-100',
    '[&_svg]:size-4 [&_svg]:shrink-0',
    hydrated && 'disabled:cursor-not-allowed disabled:opacity-55',
    VARIANTS[variant],
    SIZES[size],
    className,
  );
  if (asChild) return <Slot.Root className={classes} {...rest} />;
  return <button type="button" className={classes} disabled={disabled || !hydrated} {...rest} />;
}
