import { redirect } from 'next/navigation';
import { currentSession } from './_session';

/** The front door only sends people on. */
export default async function Home() {
  const session = await currentSession();
  if (!session) redirect('/sign-in');
  const workspace = session.workspaces[0];
  redirect(workspace ? `/w/${workspace.slug}` : '/new-workspace');
}
