import { Button } from '@/app/_ui/button';
import { DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { Snippet } from '@/app/_ui/mono';

export function NewKey({ value, onClose }: { value: string; onClose: () => void }) {
  return (
    <>
      <DialogBody>
        <Snippet what="API key">{value}</Snippet>
        <p className="text-muted">
          Send it in the header <span className="font-mono">cc-key</span>. Keep it where your program keeps
          its secrets; we store only a hash and cannot show it again.
        </p>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      </DialogFooter>
    </>
  );
}
