'use client';

import { Check, ChevronsUpDown, Plus } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/app/_ui/button';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/app/_ui/menu';
import { useWorkspace } from './workspace-context';

export function WorkspaceSwitcher() {
  const { workspace, session } = useWorkspace();
  return (
    <Menu
      align="start"
      trigger={
        <Button variant="quiet" className="w-full justify-start px-2 max-md:mr-10 max-md:w-auto">
          <span className="sr-only">Workspace</span>
          <span
            aria-hidden
            className="flex size-5 items-center justify-center rounded bg-accent text-xs text-on-accent"
          >
            {workspace.name.slice(0, 1).toUpperCase()}
          </span>
          <span className="min-w-0 flex-1 truncate text-left font-semibold">{workspace.name}</span>
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      }
    >
      <MenuLabel>Workspaces</MenuLabel>
      {session.workspaces.map((other) => (
        <MenuItem key={other.id} asChild>
          <Link href={`/w/${other.slug}`} aria-current={other.id === workspace.id ? 'true' : undefined}>
            <span className="min-w-0 flex-1 truncate">{other.name}</span>
            {other.id === workspace.id ? <Check aria-hidden className="text-accent" /> : null}
          </Link>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem asChild>
        <Link href="/new-workspace">
          <Plus aria-hidden />
          New workspace
        </Link>
      </MenuItem>
    </Menu>
  );
}
