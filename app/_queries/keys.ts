import type { AuditObjectKind, AuditOutcome } from '@/lib/contract/audit';
import type { RotationGroup } from '@/lib/contract/rotation';
import type { RunStatus } from '@/lib/contract/run';

export interface EntryFilter {
  search?: string;
  providerId?: string;
}

export interface RunFilter {
  status?: RunStatus;
  workflowId?: string;
  entryId?: string;
}

export interface RotationFilter {
  entryId?: string;
  group?: RotationGroup;
}

export interface AuditSearch {
  kind?: AuditObjectKind;
  outcome?: AuditOutcome;
  /** An instant, inclusive. */
  since?: string;
  search?: string;
}

export interface ItemSearch {
  providerId: string;
  search: string;
  domain: string;
}

/** Every key of a workspace starts with its slug: nothing of one workspace is ever shown in another. */
export const keys = {
  session: ['session'] as const,
  /** The same for everyone. */
  apiDocument: ['api-document'] as const,
  members: (workspace: string) => [workspace, 'members'] as const,
  invitations: (workspace: string) => [workspace, 'invitations'] as const,
  audit: (workspace: string) => [workspace, 'audit'] as const,
  auditList: (workspace: string, search: AuditSearch) => [workspace, 'audit', 'list', search] as const,
  apiKeys: (workspace: string) => [workspace, 'api-keys'] as const,
  providers: (workspace: string) => [workspace, 'secret-providers'] as const,
  provider: (workspace: string, id: string) => [workspace, 'secret-providers', id] as const,
  allProviderItems: (workspace: string, providerId: string) =>
    [workspace, 'secret-providers', providerId, 'items'] as const,
  providerItems: (workspace: string, search: ItemSearch) =>
    [workspace, 'secret-providers', search.providerId, 'items', search] as const,
  entries: (workspace: string) => [workspace, 'entries'] as const,
  entryList: (workspace: string, filter: EntryFilter) => [workspace, 'entries', 'list', filter] as const,
  entry: (workspace: string, id: string) => [workspace, 'entries', 'one', id] as const,
  newestHealthScan: (workspace: string) => [workspace, 'health-scans', 'newest'] as const,
  healthResults: (workspace: string, id: string) => [workspace, 'health-scans', 'results', id] as const,
  webhooks: (workspace: string) => [workspace, 'webhooks'] as const,
  webhookDeliveries: (workspace: string, id: string) => [workspace, 'webhooks', id, 'deliveries'] as const,
  newestCheck: (workspace: string, entryId: string, dryRun: boolean) =>
    [workspace, 'sign-in-checks', 'newest', entryId, dryRun] as const,
  siteRecipe: (workspace: string, domain: string) => [workspace, 'site-recipes', domain] as const,
  rotations: (workspace: string) => [workspace, 'rotations'] as const,
  rotationList: (workspace: string, filter: RotationFilter) =>
    [workspace, 'rotations', 'list', filter] as const,
  rotation: (workspace: string, id: string) => [workspace, 'rotations', 'one', id] as const,
  rotationCounts: (workspace: string) => [workspace, 'rotations', 'counts'] as const,
  rotationInspection: (workspace: string, entryId: string) =>
    [workspace, 'rotation-inspections', entryId] as const,
  rotationSettings: (workspace: string) => [workspace, 'rotation-settings'] as const,
  schedules: (workspace: string) => [workspace, 'rotation-schedules'] as const,
  scheduleList: (workspace: string, overdue: boolean) =>
    [workspace, 'rotation-schedules', 'list', overdue] as const,
  schedule: (workspace: string, entryId: string) =>
    [workspace, 'rotation-schedules', 'one', entryId] as const,
  alerts: (workspace: string) => [workspace, 'alerts'] as const,
  workflows: (workspace: string) => [workspace, 'workflows'] as const,
  workflow: (workspace: string, id: string) => [workspace, 'workflows', id] as const,
  runs: (workspace: string) => [workspace, 'runs'] as const,
  runList: (workspace: string, filter: RunFilter) => [workspace, 'runs', 'list', filter] as const,
  run: (workspace: string, id: string) => [workspace, 'runs', 'one', id] as const,
};
