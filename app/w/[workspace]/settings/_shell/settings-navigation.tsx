'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from '@/app/_ui/class-names';
import { useKeepInView } from '@/app/_ui/keep-in-view';
import { isCurrent } from '../../_shell/navigation';
import { useWorkspace } from '../../_shell/workspace-context';

const PAGES = [
  { path: '/settings/integrations', label: 'Integrations' },
  { path: '/settings/members', label: 'Members' },
  { path: '/settings/api-keys', label: 'API keys' },
  { path: '/settings/api-encryption-key', label: 'API encryption key' },
  { path: '/settings/webhooks', label: 'Webhooks' },
  { path: '/settings/audit', label: 'Audit log' },
  { path: '/settings/workspace', label: 'Workspace' },
  { path: '/settings/appearance', label: 'Appearance' },
] as const;

export function SettingsNavigation() {
  const pathname = usePathname();
  const { href } = useWorkspace();
  const shown = PAGES.find(({ path }) => isCurrent(pathname, href(path), false));
  const row = useKeepInView<HTMLElement>(`a[href="${href(shown?.path ?? '')}"]`);
  return (
    <nav ref={row} aria-label="Settings" className="-mx-4 overflow-x-auto border-b px-4 md:mx-0 md:px-0">
      <ul className="flex gap-1">
        {PAGES.map(({ path, label }) => {
          const current = path === shown?.path;
          return (
            <li key={path}>
              <Link
                href={href(path)}
                aria-current={current ? 'page' : undefined}
                className={classNames(
                  '-mb-px flex h-9 items-center border-b-2 px-3 whitespace-nowrap -outline-offset-2',
                  current ? 'border-accent font-medium' : 'border-transparent text-muted hover:text-ink',
                )}
              >
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
