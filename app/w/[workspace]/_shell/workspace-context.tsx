'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { Permission, SessionView, WorkspaceView } from '@/lib/contract/workspace';

export interface WorkspaceScope {
  slug: string;
  workspace: WorkspaceView;
  session: SessionView;
  can: (permission: Permission) => boolean;
  /** An address inside this workspace: `href('/vault')`. */
  href: (path: string) => string;
}

const Context = createContext<WorkspaceScope | null>(null);

export interface WorkspaceProviderProps {
  session: SessionView;
  workspace: WorkspaceView;
  children: ReactNode;
}

export function WorkspaceProvider({ session, workspace, children }: WorkspaceProviderProps) {
  const scope = useMemo<WorkspaceScope>(
    () => ({
      slug: workspace.slug,
      workspace,
      session,
      can: (permission) => workspace.permissions.includes(permission),
      href: (path) => `/w/${workspace.slug}${path}`,
    }),
    [session, workspace],
  );
  return <Context.Provider value={scope}>{children}</Context.Provider>;
}

export function useWorkspace(): WorkspaceScope {
  const scope = useContext(Context);
  if (!scope) throw new Error('useWorkspace is used outside a workspace');
  return scope;
}
