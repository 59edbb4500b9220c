'use client';

import { type FormEvent, useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useReplaceToken } from '@/app/_queries/secret-providers';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { focusFirstInvalid } from '@/app/_ui/focus-first-invalid';
import { notify } from '@/app/_ui/toast';
import type { SecretProviderView, TokenReplacement } from '@/lib/contract/secret-provider';
import { useWorkspace } from '../../../_shell/workspace-context';
import { TokenInput } from '../_connect/token-input';
import { tokenShape, trimToken } from '../_connect/token-shape';
import { ReplacementPreview } from './replacement-preview';

export interface ReplaceTokenDialogProps {
  provider: SecretProviderView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Two steps: what the new token would change, then the swap. Nothing changes before the second. */
export function ReplaceTokenDialog({ provider, open, onOpenChange }: ReplaceTokenDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Replace the token of ${provider.name}`}
      description="Entries stay bound. First you see what the new token changes."
      width="wide"
    >
      <ReplaceToken provider={provider} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function ReplaceToken({ provider, onClose }: { provider: SecretProviderView; onClose: () => void }) {
  const [token, setToken] = useState('');
  const [preview, setPreview] = useState<TokenReplacement | null>(null);
  if (!preview) {
    return (
      <PasteToken
        provider={provider}
        token={token}
        onToken={setToken}
        onPreview={setPreview}
        onClose={onClose}
      />
    );
  }
  return (
    <ReviewChanges
      provider={provider}
      token={token}
      preview={preview}
      onPreview={setPreview}
      onBack={() => setPreview(null)}
      onClose={onClose}
    />
  );
}

interface PasteTokenProps {
  provider: SecretProviderView;
  token: string;
  onToken: (token: string) => void;
  onPreview: (preview: TokenReplacement) => void;
  onClose: () => void;
}

function PasteToken({ provider, token, onToken, onPreview, onClose }: PasteTokenProps) {
  const { slug } = useWorkspace();
  const kind = provider.mode === 'connect' ? 'connect' : 'service_account';
  const [fault, setFault] = useState<string | undefined>();
  const check = useReplaceToken(slug, provider.id);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const shape = tokenShape(token, kind);
    if (shape.kind !== 'plausible') {
      setFault('Paste the new token');
      return focusFirstInvalid(form);
    }
    check.mutate(
      { token, apply: false },
      {
        onSuccess: onPreview,
        onError: (error) => {
          setFault(asProblem(error).fields.find(({ field }) => field === 'token')?.message);
          focusFirstInvalid(form);
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-col">
      <DialogBody>
        <p className="text-muted">
          Create the new token in 1Password with the access it should have, then paste it. The old one works
          until you replace it; delete it in 1Password afterwards. The expiry date noted here is cleared.
        </p>
        <TokenInput
          kind={kind}
          typed={token}
          error={fault}
          input={{
            value: token,
            onChange: (event) => {
              onToken(trimToken(event.target.value));
              setFault(undefined);
            },
          }}
        />
        {check.error && !check.isPending ? <ErrorNotice error={asProblem(check.error)} /> : null}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={check.isPending}>
          {check.isPending ? 'Reading with the new token…' : 'Show what changes'}
        </Button>
      </DialogFooter>
    </form>
  );
}

interface ReviewChangesProps {
  provider: SecretProviderView;
  token: string;
  preview: TokenReplacement;
  onPreview: (preview: TokenReplacement) => void;
  onBack: () => void;
  onClose: () => void;
}

function ReviewChanges({ provider, token, preview, onPreview, onBack, onClose }: ReviewChangesProps) {
  const { slug } = useWorkspace();
  const [accepted, setAccepted] = useState(false);
  const swap = useReplaceToken(slug, provider.id);
  const needsAccept = preview.entries.some((entry) => !entry.readable);
  const replace = () =>
    swap.mutate(
      { token, apply: true, accept_unreadable: needsAccept && accepted },
      {
        onSuccess: (answer) => {
          // Something may have been bound since the preview was made: then there is a new one to look at.
          if (!answer.applied) return onPreview(answer);
          notify.done(`${provider.name} uses the new token`);
          onClose();
        },
      },
    );
  return (
    <>
      <DialogBody>
        <ReplacementPreview preview={preview} accepted={accepted} onAccept={setAccepted} />
        {swap.error && !swap.isPending ? <ErrorNotice error={asProblem(swap.error)} /> : null}
      </DialogBody>
      <DialogFooter>
        <Button onClick={onBack} disabled={swap.isPending}>
          Back
        </Button>
        <Button
          variant={needsAccept ? 'danger' : 'primary'}
          disabled={swap.isPending || (needsAccept && !accepted)}
          onClick={replace}
        >
          {swap.isPending ? 'Replacing…' : 'Replace'}
        </Button>
      </DialogFooter>
    </>
  );
}
