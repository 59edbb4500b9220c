import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { currentSession } from '@/app/_session';
import { SignedOut } from './_shell/signed-out';
import { WorkspaceProvider } from './_shell/workspace-context';
import { WorkspaceShell } from './_shell/workspace-shell';

/**
 * Looks only whether there is someone to show the frame to. It guards nothing: every fact comes from the API, which
 * checks each request by itself. A workspace one is not in does not exist.
 */
export default async function WorkspaceLayout(props: {
  params: Promise<{ workspace: string }>;
  children: ReactNode;
}) {
  const { workspace: slug } = await props.params;
  const session = await currentSession();
  if (!session) return <SignedOut />;
  const workspace = session.workspaces.find((candidate) => candidate.slug === slug);
  if (!workspace) notFound();
  return (
    <WorkspaceProvider key={workspace.id} session={session} workspace={workspace}>
      <WorkspaceShell>{props.children}</WorkspaceShell>
    </WorkspaceProvider>
  );
}
