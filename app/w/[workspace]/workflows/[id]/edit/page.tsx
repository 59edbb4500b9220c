import type { Metadata } from 'next';
import { EditWorkflow } from '../../_editor/edit-workflow';

export const metadata: Metadata = { title: 'Edit workflow' };

export default async function Page(props: { params: Promise<{ id: string }> }) {
  const { id } = await props.params;
  return <EditWorkflow id={id} />;
}
