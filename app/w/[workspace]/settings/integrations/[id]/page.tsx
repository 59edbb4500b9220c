import type { Metadata } from 'next';
import { ConnectionPage } from '../_connection/connection-page';

export const metadata: Metadata = { title: 'Connection' };

export default async function Page(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  return <ConnectionPage id={id} />;
}
