'use client';

import { KeyRound, Menu as MenuIcon } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Badge } from '@/app/_ui/badge';
import { Button } from '@/app/_ui/button';
import { Sheet } from '@/app/_ui/sheet';
import { Sidebar } from './sidebar';
import { useWorkspace } from './workspace-context';

/** The frame of every page of a workspace: sidebar, and on phones a header whose menu opens it as a sheet. */
export function WorkspaceShell({ children }: { children: ReactNode }) {
  return (
    <div className="md:grid md:min-h-dvh md:grid-cols-[14rem_1fr]">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <aside className="sticky top-0 hidden h-dvh overflow-y-auto border-r bg-surface md:block">
        <Sidebar />
      </aside>
      <div className="min-w-0">
        <PhoneHeader />
        <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl px-4 py-6 md:px-8">
          <DemoNote />
          {children}
        </main>
      </div>
    </div>
  );
}

function PhoneHeader() {
  const [open, setOpen] = useState(false);
  const { workspace } = useWorkspace();
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-surface px-2 md:hidden">
      <Button variant="quiet" size="icon" aria-label="Open menu" onClick={() => setOpen(true)}>
        <MenuIcon aria-hidden />
      </Button>
      <KeyRound aria-hidden className="size-4 text-accent" />
      <span className="truncate font-semibold">{workspace.name}</span>
      <Sheet open={open} onOpenChange={setOpen} title="Menu">
        <Sidebar onNavigate={() => setOpen(false)} />
      </Sheet>
    </header>
  );
}

function DemoNote() {
  const { session } = useWorkspace();
  if (!session.demo) return null;
  return (
    <p className="mb-4 flex items-start gap-2 text-sm text-muted">
      <Badge>Demo</Badge>
      1Password and the sites here are stand-ins on this machine; nothing leaves it.
    </p>
  );
}
