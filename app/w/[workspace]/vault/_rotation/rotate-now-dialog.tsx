'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { z } from 'zod';
import { asProblem } from '@/app/_queries/api-problem';
import { inspectionQuery, useStartRotation } from '@/app/_queries/rotations';
import { Button } from '@/app/_ui/button';
import { Dialog, DialogBody, DialogFooter } from '@/app/_ui/dialog';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Notice } from '@/app/_ui/notice';
import { Skeleton } from '@/app/_ui/skeleton';
import { TextLink } from '@/app/_ui/text-link';
import type { RotationInspection } from '@/lib/contract/rotation';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { entryName } from '../../_marks/entry-name';
import { Loaded } from '../../_shell/loaded';
import { useWorkspace } from '../../_shell/workspace-context';
import { InspectionChecks } from './inspection-checks';

export interface RotateNowDialogProps {
  entry: VaultEntryView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** What a rotation would meet is shown first; the button waits for it. */
export function RotateNowDialog({ entry, open, onOpenChange }: RotateNowDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Rotate ${entryName(entry)}`}
      description="Changes the password on the site in a browser and writes it back to 1Password. It is kept in two places before the site is touched."
    >
      <Inspected entry={entry} onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Inspected({ entry, onClose }: { entry: VaultEntryView; onClose: () => void }) {
  const { slug, href } = useWorkspace();
  const router = useRouter();
  const query = useQuery(inspectionQuery(slug, entry.id));
  const start = useStartRotation(slug, entry.id);
  const begin = () =>
    start.mutate(undefined, { onSuccess: ({ id }) => router.push(href(`/rotations/${id}`)) });
  const busy = start.isPending || start.isSuccess;
  return (
    <>
      <DialogBody focusable>
        {start.error ? <StartRefused error={start.error} /> : null}
        <Loaded query={query} skeleton={<Checking />}>
          {(inspection) => (
            <>
              <Verdict inspection={inspection} />
              <InspectionChecks checks={inspection.checks} />
            </>
          )}
        </Loaded>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="primary" disabled={!query.data?.ready || busy} onClick={begin}>
          {busy ? 'Starting…' : 'Rotate now'}
        </Button>
      </DialogFooter>
    </>
  );
}

function Checking() {
  return (
    <div role="status" className="flex flex-col gap-2">
      <p className="text-muted">Looking at the item, the vault and what is under way. Nothing is touched.</p>
      <Skeleton className="w-3/4" />
      <Skeleton className="w-2/3" />
      <Skeleton className="w-3/4" />
    </div>
  );
}

function Verdict({ inspection }: { inspection: RotationInspection }) {
  const { href } = useWorkspace();
  if (inspection.unfinished_rotation_id) {
    return (
      <Notice tone="attention" title="A rotation of this password is not finished yet.">
        <TextLink href={href(`/rotations/${inspection.unfinished_rotation_id}`)} className="w-fit">
          Look at it; it may be waiting for you
        </TextLink>
      </Notice>
    );
  }
  if (inspection.ready) return <Notice tone="ok" title="Nothing stands in the way." />;
  return (
    <Notice tone="attention" title={`It would be skipped: ${inspection.message ?? ''}`}>
      {inspection.next_step ? (
        <p>
          <span className="font-medium">Next step:</span> {inspection.next_step}
        </p>
      ) : null}
    </Notice>
  );
}

const underWay = z.object({ rotation_id: z.uuid() });

function StartRefused({ error }: { error: unknown }) {
  const { href } = useWorkspace();
  const problem = asProblem(error);
  const unfinished = underWay.safeParse(problem.extra);
  return (
    <>
      <ErrorNotice error={problem} />
      {unfinished.success ? (
        <TextLink href={href(`/rotations/${unfinished.data.rotation_id}`)}>Go to that rotation</TextLink>
      ) : null}
    </>
  );
}
