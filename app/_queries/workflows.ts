import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { type WorkflowInput, type WorkflowView, workflow } from '@/lib/contract/workflow';
import { nothing } from './answers';
import { keys } from './keys';
import { request, requestAll } from './request';

const PATH = '/api/v1/workflows';

export function workflowsQuery(workspace: string) {
  return queryOptions({
    queryKey: keys.workflows(workspace),
    queryFn: ({ signal }) => requestAll({ path: PATH, workspace, item: workflow, signal }),
  });
}

export function workflowQuery(workspace: string, id: string) {
  return queryOptions({
    queryKey: keys.workflow(workspace, id),
    queryFn: ({ signal }) => request({ path: `${PATH}/${id}`, workspace, answer: workflow, signal }),
  });
}

/** Without an id it creates; with one it writes the next version. */
export function useSaveWorkflow(workspace: string, id?: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: WorkflowInput) =>
      request({
        path: id ? `${PATH}/${id}` : PATH,
        method: id ? 'PUT' : 'POST',
        workspace,
        body,
        answer: workflow,
      }),
    onSuccess: (saved: WorkflowView) => {
      client.setQueryData(keys.workflow(workspace, saved.id), saved);
      return client.invalidateQueries({ queryKey: keys.workflows(workspace), exact: true });
    },
  });
}

export function useDeleteWorkflow(workspace: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request({ path: `${PATH}/${id}`, method: 'DELETE', workspace, answer: nothing }),
    onSuccess: () => {
      client.removeQueries({ queryKey: keys.workflow(workspace, id) });
      return client.invalidateQueries({ queryKey: keys.workflows(workspace), exact: true });
    },
  });
}
