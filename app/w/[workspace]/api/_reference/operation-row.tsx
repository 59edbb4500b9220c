'use client';

import { ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import { classNames } from '@/app/_ui/class-names';
import { OperationDetails, type OperationDetailsProps } from './operation-details';

export interface OperationRowProps extends OperationDetailsProps {
  /** Whether the address of the page names this operation. */
  target: boolean;
}

/** One line; opened, everything about the operation. The address of the page follows, so that it can be handed on. */
export function OperationRow({ target, ...details }: OperationRowProps) {
  const { operation } = details;
  const [open, setOpen] = useState(target);
  useEffect(() => {
    if (target) setOpen(true);
  }, [target]);
  return (
    <details
      id={operation.id}
      open={open}
      onToggle={(event) => {
        const now = event.currentTarget.open;
        if (now === open) return;
        setOpen(now);
        if (now) window.history.replaceState(window.history.state, '', `#${operation.id}`);
      }}
      className="group scroll-mt-16 border-b last:border-b-0 md:scroll-mt-4"
    >
      <summary className="flex min-h-10 flex-wrap items-center xl:flex-nowrap gap-x-3 gap-y-0.5 px-3 py-2 -outline-offset-2 hover:bg-hover/60 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-muted group-open:rotate-90 motion-safe:transition-transform"
        />
        <Method name={operation.method} />
        <h3 className="min-w-0 font-mono text-sm break-all">{operation.path}</h3>
        <span className="w-full min-w-0 pl-7 text-muted xl:w-auto xl:min-w-60 xl:flex-1 xl:pl-0 xl:text-right">
          {operation.summary}
        </span>
      </summary>
      {open ? <OperationDetails {...details} /> : null}
    </details>
  );
}

const CHANGES = 'text-accent';
const METHOD_CLASSES: Readonly<Record<string, string>> = {
  GET: 'text-muted',
  DELETE: 'text-failed',
};

function Method({ name }: { name: string }) {
  return (
    <span className={classNames('w-14 font-mono text-sm font-semibold', METHOD_CLASSES[name] ?? CHANGES)}>
      {name}
    </span>
  );
}
