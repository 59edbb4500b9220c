'use client';

import { useState } from 'react';
import { Dialog } from '@/app/_ui/dialog';
import { CreateKeyForm } from './create-key-form';
import { NewKey } from './new-key';

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
        <NewKey value={key} onClose={() => change(false)} />
      ) : (
        <CreateKeyForm onCreated={setKey} onCancel={() => change(false)} />
      )}
    </Dialog>
  );
}
