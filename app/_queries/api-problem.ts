import type { ProblemBody } from '@/lib/contract/problem';

/** What the API refused, in the words it gave. Thrown by `request`, shown by the pages as it is. */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly hint: string | undefined;
  readonly fields: NonNullable<ProblemBody['fields']>;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly requestId: string | undefined;

  constructor(body: Partial<ProblemBody> & { code: string; message: string; status: number }) {
    super(body.message);
    this.name = 'ApiProblem';
    this.code = body.code;
    this.status = body.status;
    this.hint = body.hint;
    this.fields = body.fields ?? [];
    this.extra = body.extra ?? {};
    this.requestId = body.request_id;
  }
}

/** Whatever was thrown, as something a page can show. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({
    code: 'unexpected',
    status: 0,
    message: 'This page ran into something unexpected.',
    hint: 'Reload the page. If it happens again, tell whoever runs this installation.',
  });
}
