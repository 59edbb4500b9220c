import type { ReactNode } from 'react';
import { CopyButton } from '@/app/_ui/copy-button';
import type { ApiResponse } from '@/lib/contract/api-document';
import { exampleOf } from '@/lib/contract/schema-example';
import { curlExample } from './curl-example';
import { OperationAccess } from './operation-access';
import { type NamedSchemas, type Operation, ownParameters } from './operations';
import { Refusals } from './refusals';
import { FieldList, Forms } from './schema-fields';
import { formsWithin } from './schema-words';

export interface OperationDetailsProps {
  operation: Operation;
  named: NamedSchemas;
  common: ReadonlySet<string>;
}

/** What one must send, what comes back, why it may be refused; beside it a call to copy and an answer. */
export function OperationDetails({ operation, named, common }: OperationDetailsProps) {
  const { requestBody } = operation;
  const body = requestBody?.content['application/json']?.schema;
  const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  const problems = operation['x-problems'];
  const own = problems.filter((code) => !common.has(code));
  return (
    <div className="grid gap-6 border-t p-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
      <div className="flex min-w-0 flex-col gap-5">
        <OperationAccess operation={operation} />
        <Parameters operation={operation} named={named} />
        {body ? (
          <Part title="Body" note={requestBody?.required ? 'JSON' : 'JSON, may be left out'}>
            <Forms label="Fields of the body" forms={formsWithin(body, named)} named={named} marksRequired />
          </Part>
        ) : null}
        {answers.map(([status, answer]) => (
          <Answer key={status} status={status} answer={answer} named={named} />
        ))}
        <Part title="Refusals">
          {own.length > 0 ? <Refusals label="Refusals of its own" codes={own} /> : null}
          <details>
            <summary className="w-fit rounded text-sm text-accent">
              {own.length > 0 ? 'and' : ''} {problems.length - own.length} that most operations have
            </summary>
            <div className="mt-1">
              <Refusals label="Common refusals" codes={problems.filter((code) => common.has(code))} />
            </div>
          </details>
        </Part>
      </div>
      <Examples operation={operation} named={named} />
    </div>
  );
}

function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1">
      <h4 className="font-semibold">
        {title} {note ? <span className="font-normal text-muted">{note}</span> : null}
      </h4>
      {children}
    </section>
  );
}

const PLACES = {
  path: 'In the address',
  query: 'In the query',
  header: 'Headers',
  cookie: 'Cookies',
} as const;

function Parameters({ operation, named }: Pick<OperationDetailsProps, 'operation' | 'named'>) {
  const parameters = ownParameters(operation);
  return (['path', 'query', 'header', 'cookie'] as const).map((place) => {
    const fields = parameters.filter((parameter) => parameter.in === place);
    if (fields.length === 0) return null;
    return (
      <Part key={place} title={PLACES[place]}>
        <FieldList label={PLACES[place]} fields={fields} named={named} />
      </Part>
    );
  });
}

function Answer({ status, answer, named }: { status: string; answer: ApiResponse; named: NamedSchemas }) {
  const types = Object.keys(answer.content ?? {});
  const schema = answer.content?.['application/json']?.schema;
  return (
    <Part title={`Answer ${status}`} note={types.join(', ') || 'without a body'}>
      {['Done.', 'Made.'].includes(answer.description) ? null : <p>{answer.description}</p>}
      {schema ? (
        <Forms
          label={`Fields of answer ${status}`}
          forms={formsWithin(schema, named)}
          named={named}
          marksRequired={false}
        />
      ) : null}
    </Part>
  );
}

function Examples({ operation, named }: Pick<OperationDetailsProps, 'operation' | 'named'>) {
  const call = curlExample(window.location.origin, operation, named);
  const answer = operation.responses['200'] ?? operation.responses['201'];
  const schema = answer?.content?.['application/json']?.schema;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {call ? (
        <Example title="Call" what="the call">
          {call}
        </Example>
      ) : null}
      {schema && formsWithin(schema, named).length > 0 ? (
        <Example title="Answer" what="the answer">
          {JSON.stringify(exampleOf(schema, named), null, 2)}
        </Example>
      ) : null}
    </div>
  );
}

function Example({ title, what, children }: { title: string; what: string; children: string }) {
  return (
    <figure className="flex min-w-0 flex-col overflow-hidden rounded-md border bg-sunken">
      <figcaption className="flex items-center justify-between border-b py-1 pr-1 pl-3 text-sm font-medium text-muted">
        {title}
        <CopyButton value={children} what={what} />
      </figcaption>
      <pre className="p-3 font-mono text-xs break-words whitespace-pre-wrap">{children}</pre>
    </figure>
  );
}
