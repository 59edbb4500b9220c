import { infiniteQueryOptions, keepPreviousData, useMutation, useQueryClient } from '@tanstack/react-query';
import { type AuditExportFormat, auditRecord, auditVerification } from '@/lib/contract/audit-log';
import { pageOf } from '@/lib/contract/paging';
import { BY_CURSOR } from './by-cursor';
import { type AuditSearch, keys } from './keys';
import { queryString, request } from './request';

const PATH = '/api/v1/audit';

/** The end of the log as it was when someone wrote it down. */
export interface KeptHead {
  seq: number;
  hash: string;
}

export function auditQuery(workspace: string, search: AuditSearch) {
  return infiniteQueryOptions({
    queryKey: keys.auditList(workspace, search),
    queryFn: ({ pageParam, signal }) =>
      request({
        path: PATH + queryString({ ...filterOf(search), cursor: pageParam ?? undefined }),
        workspace,
        answer: pageOf(auditRecord),
        signal,
      }),
    ...BY_CURSOR,
    placeholderData: keepPreviousData,
  });
}

/** A download is a link: the browser saves it as it comes, and names the workspace in the address. */
export function auditExportAddress(
  workspace: string,
  search: AuditSearch,
  format: AuditExportFormat,
): string {
  return `${PATH}/export${queryString({ ...filterOf(search), format, workspace })}`;
}

export function useVerifyAudit(workspace: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (kept: KeptHead | null) =>
      request({
        path: `${PATH}/verification${queryString({ ...kept })}`,
        workspace,
        answer: auditVerification,
      }),
    // That it was verified is on record, too.
    onSettled: () => client.invalidateQueries({ queryKey: keys.audit(workspace) }),
  });
}

function filterOf({ kind, outcome, since, search }: AuditSearch) {
  return { object_kind: kind, outcome, from: since, search };
}
