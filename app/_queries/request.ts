import type { z } from 'zod';
import { MAX_PAGE, pageOf } from '@/lib/contract/paging';
import { problemBody } from '@/lib/contract/problem';
import { ApiProblem } from './api-problem';

export interface ApiRequest<Schema extends z.ZodType> {
  path: string;
  /** What the answer must look like; anything else is refused, not guessed at. */
  answer: Schema;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Slug. Left out only for what belongs to the person: session, workspaces, accepting an invitation. */
  workspace?: string;
  body?: unknown;
  /** The version that a change builds on; the server refuses it when there is a newer one. */
  version?: number;
  signal?: AbortSignal;
}

/** The one place of the pages that talks to the API. Same origin, JSON both ways, failures as `ApiProblem`. */
export async function request<Schema extends z.ZodType>(
  input: ApiRequest<Schema>,
): Promise<z.output<Schema>> {
  const response = await send(input);
  const body = await readJson(response);
  if (!response.ok) throw problemFrom(response, body);
  const parsed = input.answer.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiProblem({
    code: 'answer_not_understood',
    status: response.status,
    message: 'This page did not understand the answer of the server.',
    hint: 'Reload the page: it may be older than the server.',
    ...requestIdOf(response),
  });
}

/** All pages of a list that is short enough to be shown whole. */
export async function requestAll<Item extends z.ZodType>({
  item,
  ...list
}: Omit<ApiRequest<Item>, 'answer' | 'method' | 'body'> & { item: Item }): Promise<Array<z.output<Item>>> {
  const all: Array<z.output<Item>> = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const path = list.path + queryString({ limit: MAX_PAGE, cursor });
    const page = await request({ ...list, path, answer: pageOf(item) });
    all.push(...page.data);
    cursor = page.next_cursor;
  }
  return all;
}

async function send(input: ApiRequest<z.ZodType>): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  if (input.workspace) headers.set('x-workspace', input.workspace);
  if (input.version !== undefined) headers.set('if-match', `"${input.version}"`);
  if (input.body !== undefined) headers.set('content-type', 'application/json');
  try {
    return await fetch(input.path, {
      method: input.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      ...(input.signal ? { signal: input.signal } : {}),
    });
  } catch (error) {
    if (input.signal?.aborted) throw error;
    throw new ApiProblem({
      code: 'network',
      status: 0,
      message: 'Latchkey could not be reached.',
      hint: 'Check your connection, then try again.',
    });
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemFrom(response: Response, body: unknown): ApiProblem {
  const problem = problemBody.safeParse(body);
  if (problem.success) return new ApiProblem(problem.data);
  return new ApiProblem({
    code: `http_${response.status}`,
    status: response.status,
    message: 'The server did not answer as expected.',
    hint: 'Try again in a moment.',
    ...requestIdOf(response),
  });
}

function requestIdOf(response: Response): { request_id?: string } {
  const id = response.headers.get('x-request-id');
  return id ? { request_id: id } : {};
}

/** Builds `?a=b` from what is set. */
export function queryString(values: Record<string, string | number | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : '';
}
