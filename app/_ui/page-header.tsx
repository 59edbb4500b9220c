import type { ReactNode } from 'react';

export interface PageHeaderProps {
  title: string;
  /** The page's answer in one sentence. */
  sentence?: ReactNode;
  /** State beside the title. */
  mark?: ReactNode;
  back?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, sentence, mark, back, actions }: PageHeaderProps) {
  return (
    <header className="mb-6 flex flex-col gap-1">
      {back ? <div className="text-sm">{back}</div> : null}
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-xl font-semibold break-words">{title}</h1>
            {mark}
          </div>
          {sentence ? <div className="max-w-prose text-muted">{sentence}</div> : null}
        </div>
        {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </header>
  );
}
