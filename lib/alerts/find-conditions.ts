import type { AlertKind } from '@/lib/contract/alert';
import type { WorkspaceTransaction } from '@/lib/db/database';
import { overdueBefore } from '@/lib/schedules/schedule-policy';

export interface Condition {
  workspaceId: string;
  kind: AlertKind;
  entryId: string;
  rotationId: string | null;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Everything that holds now and should be known, of all workspaces, as far as no alert says so yet. */
export function findNewConditions(tx: WorkspaceTransaction, now: number, take: number): Promise<Condition[]> {
  const before = beforeMoments(now);
  return tx.$queryRaw<Condition[]>`
    with condition as (
      select workspace_id, 'rotation.needs_human' as kind, entry_id, id as rotation_id
        from rotation where state = 'needs_human' and finished_at is null
      union all
      select workspace_id, 'rotation.save_delayed', entry_id, id
        from rotation where state = 'site_new' and finished_at is null and state_since < ${before.quarter}
      union all
      select workspace_id, 'rotation.unfinished', entry_id, id
        from rotation where finished_at is null and state <> 'needs_human' and started_at < ${before.hour}
      union all
      select workspace_id, 'rotation.lossy_write', entry_id, id
        from rotation where reason in ('write_lossy', 'saved_lossy') and finished_at > ${before.month}
      union all
      select workspace_id, 'rotation.sign_in_budget_spent', entry_id, id
        from rotation where reason = 'sign_in_budget_spent' and finished_at > ${before.day}
      union all
      select workspace_id, 'rotation.overdue', entry_id, null
        from rotation_schedule where not paused and due_at < ${overdueBefore(now)}
    )
    select c.workspace_id as "workspaceId", c.kind, c.entry_id as "entryId", c.rotation_id as "rotationId"
      from condition c
     where not exists (
       select 1 from alert a
        where a.workspace_id = c.workspace_id and a.kind = c.kind and a.entry_id = c.entry_id
          and a.rotation_id is not distinct from c.rotation_id and a.resolved_at is null)
     limit ${take}`;
}

export interface OpenAlert {
  workspaceId: string;
  id: string;
}

/** Alerts about what holds no longer. */
export function findEndedAlerts(tx: WorkspaceTransaction, now: number, take: number): Promise<OpenAlert[]> {
  const before = beforeMoments(now);
  return tx.$queryRaw<OpenAlert[]>`
    select a.workspace_id as "workspaceId", a.id
      from alert a
      left join rotation r on r.workspace_id = a.workspace_id and r.id = a.rotation_id
      left join rotation_schedule s on s.workspace_id = a.workspace_id and s.entry_id = a.entry_id
     where a.resolved_at is null and case a.kind
       when 'rotation.needs_human' then r.state is distinct from 'needs_human'
       when 'rotation.save_delayed' then r.state is distinct from 'site_new' or r.finished_at is not null
       when 'rotation.unfinished' then r.id is null or r.finished_at is not null or r.state = 'needs_human'
       when 'rotation.lossy_write' then r.finished_at is null or r.finished_at <= ${before.month}
       when 'rotation.sign_in_budget_spent' then r.finished_at is null or r.finished_at <= ${before.day}
       when 'rotation.overdue' then s.entry_id is null or s.paused or s.due_at >= ${overdueBefore(now)}
       else true end
     limit ${take}`;
}

function beforeMoments(now: number) {
  return {
    quarter: new Date(now - 15 * MINUTE_MS),
    hour: new Date(now - HOUR_MS),
    day: new Date(now - DAY_MS),
    month: new Date(now - 30 * DAY_MS),
  };
}
