'use client';

import { Download, Upload } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { classNames } from '@/app/_ui/class-names';
import { Field } from '@/app/_ui/field';
import { Select } from '@/app/_ui/select';
import { Textarea } from '@/app/_ui/textarea';
import type { BulkBind } from '@/lib/contract/bulk-bind';

const MAX_BYTES = 1_000_000;

export interface BulkSourceProps {
  providers: ReadonlyArray<{ id: string; name: string }>;
  busy: boolean;
  onCheck: (source: BulkBind) => void;
}

/** Where the list comes from: a file that is chosen or dropped, or text that is pasted. */
export function BulkSource({ providers, busy, onCheck }: BulkSourceProps) {
  const [text, setText] = useState('');
  const [file, setFile] = useState<string | null>(null);
  const [error, setError] = useState<string>();
  const [over, setOver] = useState(false);
  const [providerId, setProviderId] = useState(providers[0]?.id ?? '');
  const chooser = useRef<HTMLInputElement>(null);

  async function take(chosen: File | undefined): Promise<void> {
    if (!chosen) return;
    const tooLarge = chosen.size > MAX_BYTES;
    setError(tooLarge ? 'The file is larger than 1 MB. Send it in parts.' : undefined);
    if (tooLarge) return;
    setFile(chosen.name);
    setText(await chosen.text());
  }
  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  }
  function check(): void {
    const missing = text.trim() === '';
    setError(missing ? 'Paste a list or choose a file.' : undefined);
    if (!missing) onCheck({ csv: text, secret_provider_id: providerId });
  }

  return (
    <Card
      title="The list"
      sentence="Separated by comma, semicolon or tab; the first line names the columns. User id and site are needed. Without a reference the item is found by its website."
    >
      <section
        aria-label="Drop a file here"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={classNames(
          'flex flex-col gap-3 rounded-md border border-dashed p-3',
          over ? 'border-accent bg-accent-soft' : 'border-line-strong/60',
        )}
      >
        <div className="flex flex-wrap items-center gap-2">
          <Button onClick={() => chooser.current?.click()}>
            <Upload aria-hidden />
            Choose a file
          </Button>
          <span className="text-muted">{file ?? 'or drop one here, or paste the list below'}</span>
          <input
            ref={chooser}
            type="file"
            accept=".csv,.tsv,.txt,text/csv"
            aria-label="CSV file"
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
          <Button asChild variant="quiet" className="ml-auto">
            <a href="/bulk-bind-template.csv" download>
              <Download aria-hidden />
              Template
            </a>
          </Button>
        </div>
        <Field label="List" error={error}>
          {(control) => (
            <Textarea
              {...control}
              rows={6}
              spellCheck={false}
              className="font-mono text-sm"
              placeholder={'permissioned_user_id,domain\norders,https://shop.example.com'}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setFile(null);
              }}
            />
          )}
        </Field>
      </section>
      <div className="flex flex-col gap-3 sm:flex-row sm:items-end sm:justify-between">
        <Field label="Connection" description="For rows that name none." className="sm:w-64">
          {(control) => (
            <Select {...control} value={providerId} onChange={(event) => setProviderId(event.target.value)}>
              {providers.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button variant="primary" disabled={busy} onClick={check}>
          {busy ? 'Checking…' : 'Check the list'}
        </Button>
      </div>
    </Card>
  );
}
