'use client';

import { useState } from 'react';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { Snippet } from '@/app/_ui/mono';
import { Notice } from '@/app/_ui/notice';
import { PageHeader } from '@/app/_ui/page-header';
import { useWorkspace } from '../../../_shell/workspace-context';
import { PasswordDialog } from './password-dialog';

export function EncryptionKeyPage() {
  const { can } = useWorkspace();
  return (
    <>
      <PageHeader
        title="API encryption key"
        sentence="Programs encrypt secret values with it before they send them, and decrypt what they get. Pages do not need it."
      />
      {can('keys:admin') ? (
        <KeyCard />
      ) : (
        <Notice tone="info" title="Your role does not include the encryption key">
          <p>Ask an owner or admin of the workspace.</p>
        </Notice>
      )}
    </>
  );
}

function KeyCard() {
  const [asking, setAsking] = useState<'reveal' | 'rotate' | null>(null);
  const [key, setKey] = useState<string | null>(null);
  return (
    <Card
      title="Key of this workspace"
      sentence="AES-256-GCM, 64 hexadecimal characters. Whoever has it and an API key can read what the API sends."
      actions={
        <>
          {key ? (
            <Button onClick={() => setKey(null)}>Hide</Button>
          ) : (
            <Button variant="primary" onClick={() => setAsking('reveal')}>
              Reveal
            </Button>
          )}
          <Button onClick={() => setAsking('rotate')}>Replace</Button>
        </>
      }
    >
      {key ? (
        <Snippet what="API encryption key">{key}</Snippet>
      ) : (
        <p className="font-mono text-muted">
          <span aria-hidden>••••••••••••••••</span>
          <span className="sr-only">Hidden</span>
        </p>
      )}
      <PasswordDialog act={asking} onClose={() => setAsking(null)} onKey={setKey} />
    </Card>
  );
}
