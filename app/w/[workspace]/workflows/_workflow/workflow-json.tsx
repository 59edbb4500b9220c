import { Snippet } from '@/app/_ui/mono';
import type { WorkflowInput, WorkflowView } from '@/lib/contract/workflow';

/** What a program would send to make the same workflow. */
export function WorkflowJson({ workflow }: { workflow: WorkflowView }) {
  return <Snippet what="workflow as JSON">{JSON.stringify(workflowInputOf(workflow), null, 2)}</Snippet>;
}

export function workflowInputOf(workflow: WorkflowView): WorkflowInput {
  const { name, description, steps, input_schema, vault_schema } = workflow;
  return { name, description, steps, input_schema, vault_schema };
}
