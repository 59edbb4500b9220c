import type { Metadata } from 'next';
import { ConnectionsPage } from './_connections/connections-page';

export const metadata: Metadata = { title: 'Secret providers' };

/** `?connect=1` opens the connect dialog at once, for links from elsewhere. */
export default async function Page(props: { searchParams: Promise<{ connect?: string | string[] }> }) {
  const { connect } = await props.searchParams;
  return <ConnectionsPage startConnecting={connect !== undefined} />;
}
