import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentSession } from '@/app/_session';
import { AcceptInvitation } from '../../_forms/accept-invitation';
import { withNext } from '../../_forms/next-address';

export const metadata: Metadata = { title: 'Join a workspace' };

/** The invited often have no account yet, so they are sent to the sign-up page; it links to the sign-in page. */
export default async function AcceptInvitationPage(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  const session = await currentSession();
  if (!session) redirect(withNext('/sign-up', `/accept-invitation/${id}`));
  return <AcceptInvitation id={id} email={session.user.email} />;
}
