import { extract } from '@/lib/browser/extract';
import type { WorkflowStep } from '@/lib/contract/workflow';
import type { StepContext } from './execute-step';

export async function extractData(
  { page, data, secrets, journal, index }: StepContext,
  fields: Extract<WorkflowStep, { action: 'extract' }>['fields'],
): Promise<void> {
  const found = await extract(page, fields, secrets);
  Object.assign(data, found);
  await journal.note(index, `Read ${Object.keys(found).length} of ${Object.keys(fields).length} fields.`);
}
