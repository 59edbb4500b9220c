import type { Metadata } from 'next';
import { RunPage } from '../_run/run-page';

export const metadata: Metadata = { title: 'Run' };

export default async function Page(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  return <RunPage id={id} />;
}
