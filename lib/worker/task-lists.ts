import type { TaskList } from 'graphile-worker';
import { z } from 'zod';
import { executeHealthScan } from '@/lib/health-scans/execute-health-scan';
import { HEALTH_SCAN_TASK } from '@/lib/health-scans/health-scan-store';
import { executeRotation, type RotationDeps } from '@/lib/rotation/execute-rotation';
import { ROTATION_TASK } from '@/lib/rotation/rotation-store';
import { RUN_TASK } from '@/lib/runs/enqueue-run';
import { executeRun, type RunDeps } from '@/lib/runs/execute-run';
import { executeSignInCheck } from '@/lib/sign-ins/execute-sign-in-check';
import { SIGN_IN_CHECK_TASK } from '@/lib/sign-ins/sign-in-check-store';
import type { VaultDeps } from '@/lib/vault/vault-deps';
import { type DeliveryDeps, deliverEvent } from '@/lib/webhooks/deliver-event';
import { WEBHOOK_TASK } from '@/lib/webhooks/webhook-store';
import { withWordlessFailures } from './wordless-failures';

const runJob = z.object({ workspaceId: z.uuid(), runId: z.uuid() });
const checkJob = z.object({ workspaceId: z.uuid(), checkId: z.uuid() });
const rotationJob = z.object({ workspaceId: z.uuid(), rotationId: z.uuid() });
const scanJob = z.object({ workspaceId: z.uuid(), scanId: z.uuid() });
const deliveryJob = z.object({ workspaceId: z.uuid(), deliveryId: z.uuid() });

/** What a worker does with a browser, by the name of the job. The signal aborts when the worker is to end. */
export function browserTasks(deps: RunDeps & RotationDeps, stopping: AbortSignal): TaskList {
  return withWordlessFailures({
    [RUN_TASK]: async (payload) => {
      await executeRun(deps, runJob.parse(payload), stopping);
    },
    [SIGN_IN_CHECK_TASK]: async (payload) => {
      await executeSignInCheck(deps, checkJob.parse(payload), stopping);
    },
    [ROTATION_TASK]: async (payload) => {
      await executeRotation(deps, rotationJob.parse(payload), stopping);
    },
  });
}

/** What it does without one: a message must not wait behind runs that take minutes. */
export function messageTasks(deps: DeliveryDeps & VaultDeps, stopping: AbortSignal): TaskList {
  return withWordlessFailures({
    [HEALTH_SCAN_TASK]: async (payload) => {
      await executeHealthScan(deps, scanJob.parse(payload), stopping);
    },
    [WEBHOOK_TASK]: async (payload) => {
      await deliverEvent(deps, deliveryJob.parse(payload), stopping);
    },
  });
}
