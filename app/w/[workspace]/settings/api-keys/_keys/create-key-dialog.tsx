'use client';

import { useState } from 'react';
import { Dialog } from '@/app/_ui/dialog';
import { ShownOnce } from '@/app/_ui/shown-once';
import { CreateKeyForm } from './create-key-form';

export interface CreateKeyDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The key lives in this dialog's state only; closing forgets it. */
export function CreateKeyDialog({ open, onOpenChange }: CreateKeyDialogProps) {
  const [key, setKey] = useState<string | null>(null);
  const change = (next: boolean) => {
    if (!next) setKey(null);
    onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      width="wide"
      title={key ? 'Your new API key' : 'Create an API key'}
      description={key ? 'It is shown this once. Copy it now.' : 'Choose what the program may do.'}
    >
      {key ? (
        <ShownOnce what="API key" value={key} onClose={() => change(false)}>
          Send it in the header <span className="font-mono">cc-key</span>. Keep it where your program keeps
          its secrets; we store only a hash and cannot show it again.
        </ShownOnce>
      ) : (
        <CreateKeyForm onCreated={setKey} onCancel={() => change(false)} />
      )}
    </Dialog>
  );
}
