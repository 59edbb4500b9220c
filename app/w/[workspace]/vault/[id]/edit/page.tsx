import type { Metadata } from 'next';
import { EditEntry } from '../../_form/edit-entry';

export const metadata: Metadata = { title: 'Edit vault entry' };

export default async function Page(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  return <EditEntry id={id} />;
}
