'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from '@/app/_ui/class-names';
import { AccountMenu } from './account-menu';
import { AlertCount } from './alert-count';
import { isCurrent, NAVIGATION } from './navigation';
import { useWorkspace } from './workspace-context';
import { WorkspaceSwitcher } from './workspace-switcher';

/** The same in the sidebar and in the phone's sheet. */
export function Sidebar({ onNavigate }: { onNavigate?: () => void }) {
  const pathname = usePathname();
  const { href, can } = useWorkspace();
  return (
    <div className="flex h-full flex-col gap-4 p-3">
      <WorkspaceSwitcher />
      <nav aria-label="Main" className="flex-1">
        <ul className="flex flex-col gap-0.5">
          {NAVIGATION.filter(({ permission }) => !permission || can(permission)).map(
            ({ path, label, icon: Icon }) => {
              const current = isCurrent(pathname, href(path), path === '');
              return (
                <li key={label}>
                  <Link
                    href={href(path)}
                    aria-current={current ? 'page' : undefined}
                    {...(onNavigate ? { onClick: onNavigate } : {})}
                    className={classNames(
                      'flex h-8 items-center gap-2 rounded-md px-2 hover:bg-hover',
                      current ? 'bg-hover font-medium' : 'text-muted hover:text-ink',
                    )}
                  >
                    <Icon aria-hidden className={classNames('size-4', current && 'text-accent')} />
                    <span className="flex-1">{label}</span>
                    {path === '/rotations' ? <AlertCount /> : null}
                  </Link>
                </li>
              );
            },
          )}
        </ul>
      </nav>
      <AccountMenu />
    </div>
  );
}
