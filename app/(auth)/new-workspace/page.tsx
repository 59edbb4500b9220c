import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentSession } from '@/app/_session';
import { NewWorkspaceForm } from '../_forms/new-workspace-form';

export const metadata: Metadata = { title: 'New workspace' };

export default async function NewWorkspacePage() {
  const session = await currentSession();
  if (!session) redirect('/sign-in?next=%2Fnew-workspace');
  return <NewWorkspaceForm first={session.workspaces.length === 0} />;
}
