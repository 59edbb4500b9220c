import type { ContentfulStatusCode } from 'hono/utils/http-status';

const STATUSES = {
  malformed_json: 400,
  invalid_input: 400,
  foreign_origin: 403,
  not_loopback: 403,
  not_found: 404,
  vault_not_found: 404,
  item_not_found: 404,
  account_not_found: 404,
  backend_not_found: 404,
  account_exists: 409,
  internal_error: 500,
} as const satisfies Record<string, ContentfulStatusCode>;

export class ControlError extends Error {
  override readonly name = 'ControlError';

  constructor(
    readonly code: keyof typeof STATUSES,
    message: string,
  ) {
    super(message);
  }

  get status(): ContentfulStatusCode {
    return STATUSES[this.code];
  }

  get body(): { code: string; message: string } {
    return { code: this.code, message: this.message };
  }
}
