import type { Metadata } from 'next';
import { WorkspaceFacts } from './workspace-facts';

export const metadata: Metadata = { title: 'Workspace' };

export default function Page() {
  return <WorkspaceFacts />;
}
