import { classNames } from './class-names';
import { CopyButton } from './copy-button';

/** Ids, references and domains. With `copy`, a button named after what it copies. */
export function Mono({ children, copy, className }: { children: string; copy?: string; className?: string }) {
  return (
    <span className={classNames('inline-flex min-w-0 items-center gap-1', className)}>
      <span className="min-w-0 font-mono text-sm break-all">{children}</span>
      {copy ? <CopyButton value={children} what={copy} /> : null}
    </span>
  );
}

/** A command or a snippet to take away whole. */
export function Snippet({ children, what }: { children: string; what: string }) {
  return (
    <div className="flex items-start gap-2 rounded-md border bg-sunken p-2">
      <code className="min-w-0 flex-1 font-mono text-sm break-words whitespace-pre-wrap">{children}</code>
      <CopyButton value={children} what={what} />
    </div>
  );
}
