import type { Metadata } from 'next';
import { WorkflowPage } from '../_workflow/workflow-page';

export const metadata: Metadata = { title: 'Workflow' };

export default async function Page(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  return <WorkflowPage id={id} />;
}
