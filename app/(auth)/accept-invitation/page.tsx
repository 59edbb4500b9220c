import { notFound, redirect } from 'next/navigation';

/** The link handed to the invited carries the id as a query: one page serves both spellings. */
export default async function InvitationLink(props: { searchParams: Promise<{ id?: string | string[] }> }) {
  const { id } = await props.searchParams;
  if (typeof id !== 'string') notFound();
  redirect(`/accept-invitation/${encodeURIComponent(id)}`);
}
