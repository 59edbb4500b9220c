import type { ReactNode } from 'react';
import { Button } from './button';
import { DialogBody, DialogFooter } from './dialog';
import { Snippet } from './mono';

export interface ShownOnceProps {
  /** What it is, for the button that copies it. */
  what: string;
  value: string;
  /** What it is for, and where to keep it. */
  children: ReactNode;
  onClose: () => void;
}

/** A value that cannot be shown again, in a dialog that says so. */
export function ShownOnce({ what, value, children, onClose }: ShownOnceProps) {
  return (
    <>
      <DialogBody>
        <Snippet what={what}>{value}</Snippet>
        <p className="text-muted">{children}</p>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      </DialogFooter>
    </>
  );
}
