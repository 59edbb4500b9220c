import type { Metadata } from 'next';
import { RunList } from './_list/run-list';

export const metadata: Metadata = { title: 'Runs' };

export default function Page() {
  return <RunList />;
}
