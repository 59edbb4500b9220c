import type { Metadata } from 'next';
import { WorkflowList } from './_list/workflow-list';

export const metadata: Metadata = { title: 'Workflows' };

export default function Page() {
  return <WorkflowList />;
}
