import type { Metadata } from 'next';
import { NewWorkflow } from '../_editor/new-workflow';

export const metadata: Metadata = { title: 'New workflow' };

export default function Page() {
  return <NewWorkflow />;
}
