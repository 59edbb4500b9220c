import type { Metadata } from 'next';
import { EntryPage } from '../_entry/entry-page';

export const metadata: Metadata = { title: 'Vault entry' };

export default async function Page(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  return <EntryPage id={id} />;
}
