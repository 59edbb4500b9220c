import { LOSSY_KINDS } from '../faults/lossy';

/** What GET /control answers. A test compares it with the routes, so that it can be trusted. */
export const CONTROL_CALLS: ReadonlyArray<readonly [call: string, does: string]> = [
  ['GET /control', 'this list'],
  ['GET /control/vaults', 'all vaults'],
  ['GET /control/vaults/:vault/items', 'items of a vault (id or name), archived ones included'],
  [
    'POST /control/vaults/:vault/bulk',
    'adds {count} made-up logins at once, "Bulk login 00001" and so on, to see how a picker copes',
  ],
  ['GET /control/items/:id', 'one item in plaintext with all versions; deleted ones too'],
  [
    'POST /control/items',
    'creates {vault, title, category?, username?, password?, totp?, websites?, notes?, tags?, fields?}',
  ],
  [
    'PATCH /control/items/:id',
    'edits as a person would: same members; null removes totp or a field value; a website is an address or {url, autofill}',
  ],
  ['DELETE /control/items/:id', 'deletes as a person would'],
  ['POST /control/items/:id/archive', 'archives as a person would'],
  [
    'GET /control/accounts',
    'service accounts with tokens (theirs and for Connect), grants and the use of this hour',
  ],
  [
    'POST /control/accounts',
    'creates {name, grants: [{vault, access: "read" | "write"}]} and answers its token',
  ],
  ['POST /control/accounts/:name/revoke', 'ends the token; every further request is a 401'],
  ['POST /control/accounts/:name/restore', 'undoes a revocation'],
  ['PUT /control/accounts/:name/grants', 'replaces the grants: [{vault, access}]'],
  [
    'PUT /control/limits',
    'sets {reads_per_hour, writes_per_hour} of every token, {account_per_day?} of all; starts anew',
  ],
  ['POST /control/sessions/expire', 'ends all sessions; the SDK signs in again by itself'],
  ['POST /control/throttle', '429 for {account?, seconds} or for {account?, next: number of requests}'],
  [
    'POST /control/accounts/:name/connect-token',
    'issues a Connect token with the present grants {expires_in_seconds?}; earlier ones keep working',
  ],
  [
    'POST /control/faults',
    'scripts {backend?: "service_account" | "connect" | "cli", route?: regular expression over "METHOD /path" or ' +
      '"OP item get", status?, message?, delay_ms?, destroy?, after_effect?: the request takes effect and only its ' +
      'answer is lost, output?: {stdout?, stderr?, exit_code?} of op, times?}',
  ],
  ['POST /control/faults/let-go', 'ends the waiting of every request that is delayed at the moment'],
  ['GET /control/faults', 'scripted faults that are not used up'],
  [
    'POST /control/lossy',
    'makes writes store something else than was sent: {kind, times?, backend?}; kind is one of ' +
      LOSSY_KINDS.join(', '),
  ],
  ['GET /control/lossy', 'lossy writes that are not used up'],
  ['DELETE /control/faults', 'forgets scripted faults, throttling, lossy writes, latency and lag'],
  ['GET /control/backends', 'latency and read lag of each backend'],
  [
    'PUT /control/backends/:backend',
    'sets {latency_ms?, read_lag_ms?}: every answer waits; reads show for so long what was there before a write',
  ],
  [
    'PUT /control/connect/rules',
    'sets {stale_put?: "refuse" with 409 | "accept", stale_version_in_put_response?}',
  ],
  ['PUT /control/cli/profile', 'signs the person of the op command in or out: {signed_in}'],
  ['GET /control/log', 'the latest 1000 upstream requests'],
  ['DELETE /control/log', 'empties that log'],
  ['POST /control/reset', 'back to the seed; seeded accounts keep their tokens'],
];
