import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { organization } from 'better-auth/plugins/organization';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Database } from '@/lib/db/database';
import { accessControl, accessRoles } from './auth-roles';
import { ownOrigins } from './own-origins';

/**
 * People, sessions, password hashes and API-key hashes are Better Auth's work.
 *
 * Promise: a session lives 7 days from its last use, a password has 12 characters or more, an API key is stored as a
 * hash only.
 * Never: its organization and API-key endpoints on the wire. Those tables are changed by this room's use cases, which
 * know the product's rules; lib/http forwards an allow-list of addresses only (lib/http/people-endpoints.ts).
 */
export interface AuthOptions {
  people: Database['people'];
  secret: string;
  /** Where people reach the product; also the base of the links we hand out. */
  baseUrl: string;
  /** Off in tests, which sign in more often than a person does. */
  rateLimit?: boolean;
  log?: (message: string) => void;
}

/** Set by lib/http from the socket on every request it forwards, so that a client cannot choose its own address. */
export const CLIENT_ADDRESS_HEADER = 'x-latchkey-client-address';

export const API_KEY_PREFIX = 'lk_';
/** 40 letters of 52 are 228 bits. */
export const API_KEY_LETTERS = 40;

const DAY_SECONDS = 86_400;
const MINUTE_SECONDS = 60;

export type Auth = ReturnType<typeof createAuth>;

export function createAuth(options: AuthOptions) {
  const { baseUrl } = options;
  return betterAuth({
    appName: 'Latchkey',
    baseURL: baseUrl,
    basePath: '/api/auth',
    secret: options.secret,
    trustedOrigins: ownOrigins(baseUrl),
    database: prismaAdapter(options.people, { provider: 'postgresql' }),
    telemetry: { enabled: false },
    logger: quietLogger(options.log),
    // No mail leaves this product, so there is no address check and no reset by mail.
    emailAndPassword: { enabled: true, minPasswordLength: 12, maxPasswordLength: 128 },
    session: { expiresIn: 7 * DAY_SECONDS, updateAge: DAY_SECONDS, freshAge: 10 * MINUTE_SECONDS },
    rateLimit: signInRateLimit(options.rateLimit ?? true),
    advanced: {
      cookiePrefix: 'latchkey',
      useSecureCookies: new URL(baseUrl).protocol === 'https:',
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
      database: { generateId: 'uuid' },
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      // Better Auth turns both checks off by itself when NODE_ENV is `test`; a test must meet the real rules.
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
    plugins: [workspaces(), apiKeys(), twoFactor({ issuer: 'Latchkey' })],
  });
}

/** Better Auth's organization under the product's word for it, in tables, columns and code. */
function workspaces() {
  return organization({
    ac: accessControl,
    roles: accessRoles,
    creatorRole: 'owner',
    schema: {
      organization: { modelName: 'workspace' },
      member: { fields: { organizationId: 'workspaceId' } },
      invitation: { fields: { organizationId: 'workspaceId' } },
      session: { fields: { activeOrganizationId: 'activeWorkspaceId' } },
    },
  });
}

function apiKeys() {
  return apiKey({
    schema: { apikey: { modelName: 'apiKey' } },
    references: 'organization',
    defaultPrefix: API_KEY_PREFIX,
    defaultKeyLength: API_KEY_LETTERS,
    startingCharactersConfig: { shouldStore: true, charactersLength: API_KEY_PREFIX.length + 5 },
    maximumNameLength: 60,
    requireName: true,
    // Its default is ten requests a day. Ours counts per process without a write per request: lib/http/rate-limit.ts.
    rateLimit: { enabled: false },
    // A key is never a person's session.
    enableSessionForAPIKeys: false,
  });
}

/** Per address and path. Guessing is slowed where a guess pays: passwords and one-time codes. */
function signInRateLimit(enabled: boolean) {
  const guess = { window: MINUTE_SECONDS, max: 10 };
  return {
    enabled,
    window: MINUTE_SECONDS,
    max: 300,
    customRules: {
      '/sign-in/email': guess,
      '/sign-up/email': guess,
      '/change-password': guess,
      '/two-factor/*': guess,
    },
  };
}

/** Only the words: the library's extra arguments carry rows, and its word on a wrong API key is no news. */
function quietLogger(log: AuthOptions['log']) {
  return {
    level: 'error' as const,
    disabled: log === undefined,
    log: (_level: string, message: string) => {
      if (!message.startsWith('Failed to validate API key')) log?.(message);
    },
  };
}
