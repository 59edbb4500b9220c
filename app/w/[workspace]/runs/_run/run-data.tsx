import { Card } from '@/app/_ui/card';
import { CopyButton } from '@/app/_ui/copy-button';
import { Facts } from '@/app/_ui/facts';
import type { RunView } from '@/lib/contract/run';

/** What the run read from the pages. */
export function RunData({ data }: { data: RunView['data'] }) {
  const values = Object.entries(data);
  if (values.length === 0) return null;
  return (
    <Card
      title="Data"
      actions={
        <CopyButton value={JSON.stringify(data, null, 2)} what="data as JSON">
          Copy as JSON
        </CopyButton>
      }
    >
      <Facts facts={values.map(([name, value]) => ({ name, value: <Value value={value} /> }))} />
    </Card>
  );
}

function Value({ value }: { value: unknown }) {
  if (typeof value === 'string') return value || <span className="text-muted">Empty</span>;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return value.length === 0 ? <span className="text-muted">None found</span> : <List values={value} />;
  }
  return <code className="font-mono text-sm whitespace-pre-wrap">{JSON.stringify(value, null, 2)}</code>;
}

function List({ values }: { values: readonly string[] }) {
  return (
    <ol className="list-decimal pl-5">
      {values
        .map((text, index) => ({ text, number: index + 1 }))
        .map(({ text, number }) => (
          <li key={number}>{text}</li>
        ))}
    </ol>
  );
}
