'use client';

import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useVerifyAudit } from '@/app/_queries/audit';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { Input } from '@/app/_ui/input';
import { Mono } from '@/app/_ui/mono';
import { Notice } from '@/app/_ui/notice';
import { FAULT_WORDS } from '@/app/_words/audit';
import type { AuditVerification } from '@/lib/contract/audit-log';
import { useWorkspace } from '../../../_shell/workspace-context';
import { readKeptHead } from './kept-head';

/** Is the log as it was written? Asked for by a press, since every record is read for it. */
export function Verification() {
  const { slug } = useWorkspace();
  const [text, setText] = useState('');
  const verify = useVerifyAudit(slug);
  const kept = readKeptHead(text);
  const unreadable = text.trim() !== '' && kept === null;
  const run = () => verify.mutate(kept);
  return (
    <Card
      className="mb-4"
      title="Is it as it was written?"
      sentence="Reads every record and checks hash, order and signature."
      actions={
        <Button onClick={run} disabled={verify.isPending || unreadable}>
          <ShieldCheck aria-hidden />
          {verify.isPending ? 'Reading every record…' : 'Verify'}
        </Button>
      }
    >
      <details>
        <summary className="w-fit text-sm text-muted">Compare with a head that was kept</summary>
        <Field
          className="mt-2 max-w-2xl"
          label="Number and hash"
          description="With it a log whose end was cut off is found, too."
          error={unreadable ? 'A head is a number and 64 hex digits' : undefined}
        >
          {(control) => (
            <Input
              {...control}
              className="font-mono"
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
      </details>
      {verify.error ? <ErrorNotice error={asProblem(verify.error)} onRetry={run} /> : null}
      {verify.data ? <Verdict verification={verify.data} /> : null}
    </Card>
  );
}

function Verdict({ verification: { records, head, fault } }: { verification: AuditVerification }) {
  if (fault) {
    return (
      <Notice tone="failed" title={fault.message} role="alert">
        <p>
          {FAULT_WORDS[fault.reason]} The {records} before it are as they were written. Keep a copy of the
          database before you do anything else, and find out who may write to it.
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone="ok" title={`All ${records} records are as they were written.`} role="status">
      {head ? (
        <div className="flex flex-wrap items-center gap-x-2 text-muted">
          <span>Keep the head elsewhere, to notice later if the end was cut off:</span>
          <Mono copy="the head of the log">{`${head.seq} ${head.hash}`}</Mono>
        </div>
      ) : null}
    </Notice>
  );
}
