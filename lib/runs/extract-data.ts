import { type Extracted, extract } from '@/lib/browser/extract';
import type { StepOf } from '@/lib/contract/workflow-step';
import type { StepContext } from './execute-step';
import { RunFailure } from './run-failure';

/** Under one name, of all passes together. */
const MOST_VALUES = 10_000;

/** Within a repeat, what is read is added to what is there under the name already; else it takes its place. */
export async function extractData(
  { page, data, secrets, journal, index, passes }: StepContext,
  fields: StepOf<'extract'>['fields'],
): Promise<void> {
  const found = await extract(page, fields, secrets);
  for (const [name, value] of Object.entries(found)) {
    data[name] = passes.length === 0 ? value : added(data[name], value);
  }
  await journal.note(index, `Read ${Object.keys(found).length} of ${Object.keys(fields).length} fields.`);
}

function added(before: unknown, value: Extracted[string]): unknown[] {
  const values = [...(before === undefined ? [] : [before].flat()), ...[value].flat()];
  if (values.length <= MOST_VALUES) return values;
  throw new RunFailure(
    'UNEXPECTED_UI_STATE',
    'TOO_MUCH_DATA',
    `More than ${MOST_VALUES} values were read under one name.`,
    'Let the repeat go round less often, or divide the work among several runs.',
  );
}
