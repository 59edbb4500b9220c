import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseKek } from '@/lib/crypto/key-provider';

/** What a process is told about its surroundings, checked once at its start. */
export interface Env {
  databaseUrl: string;
  dataDir: string;
  host: string;
  port: number;
  /** Where people reach the product; cookies and links are made for it. */
  baseUrl: string;
  demo: boolean;
  production: boolean;
  kek: Buffer;
  /** Master keys before it: what they wrapped and signed can still be read and verified. */
  formerKeks: Buffer[];
  /** Where the ends of the audit chains are written down; null: in the log only. */
  auditHeadsFile: string | null;
  /** Hosts besides 1Password's own that a service account token may point to. */
  allowedTokenHosts: string[];
  /** Where Connect servers may be: `host:port`, `host:*` or ranges. */
  connectTargets: string[];
  /** Where webhooks may lead besides public https addresses, in the same form. */
  webhookTargets: string[];
  /** The `op` command, and whether production may use it. */
  opPath: string;
  allowOpCli: boolean;
  /** The operator's word that no login written through `op` holds a passkey, which it would drop unseen. */
  opItemsHaveNoPasskeys: boolean;
  /** Sites that may be signed in to over plain http. */
  insecureHosts: string[];
  chromiumPath: string | undefined;
  /** What sites demand of passwords beyond what they say, in Apple's JSON format; the operator's file. */
  passwordRulesFile: string | undefined;
  /** Runs at the same time in one worker. */
  workerConcurrency: number;
  /** Waits before further attempts of a run that could not reach its site or 1Password. */
  runRetryDelaysMs: number[];
  /** How long a run waits for a person. */
  runAnswerMs: number;
  /** How much of a one-time code's life must be left when it is handed out. */
  codeLifeLeftMs: number;
  /** The sandbox's addresses and tokens; demo only. */
  sandboxAddressesFile: string | undefined;
  logLevel: string;
}

/** In the demo, 1Password and the site are on this machine; in production neither may be, unless listed. */
const LOOPBACK_TOKEN_HOSTS = ['127.0.0.1:*', 'localhost:*', '[::1]:*'];
const LOOPBACK_TARGETS = ['127.0.0.1:*', 'localhost:*'];
const LOOPBACK_SITES = ['127.0.0.1', 'localhost', '[::1]'];

const variables = z.object({
  DATABASE_URL: z.string().min(1, 'set DATABASE_URL to a PostgreSQL 15+ address'),
  DATA_DIR: z.string().default('./data'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  LATCHKEY_URL: z.url().optional(),
  LATCHKEY_DEMO: z.enum(['0', '1']).default('0'),
  LATCHKEY_KEK: z.string().optional(),
  LATCHKEY_KEK_FILE: z.string().optional(),
  LATCHKEY_FORMER_KEKS: z.string().default(''),
  LATCHKEY_AUDIT_HEADS_FILE: z.string().optional(),
  LATCHKEY_SANDBOX_ADDRESSES: z.string().optional(),
  LATCHKEY_RUN_RETRY_SECONDS: z
    .string()
    .regex(/^(none|\d{1,4}(,\d{1,4}){0,9})$/, 'seconds, such as 10,60, or none')
    .default('10,60'),
  LATCHKEY_ANSWER_SECONDS: z.coerce.number().int().min(10).max(3_600).default(300),
  LATCHKEY_CODE_LIFE_SECONDS: z.coerce.number().min(2).max(20).default(8),
  LATCHKEY_WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(32).default(2),
  ONEPASSWORD_ALLOWED_HOSTS: z.string().default(''),
  CONNECT_ALLOWED_TARGETS: z.string().default(''),
  WEBHOOK_ALLOWED_TARGETS: z.string().default(''),
  OP_PATH: z.string().default('op'),
  LATCHKEY_ALLOW_OP_CLI: z.enum(['0', '1']).default('0'),
  LATCHKEY_OP_CLI_WRITES: z.enum(['0', '1']).default('0'),
  LATCHKEY_INSECURE_HOSTS: z.string().default(''),
  CHROMIUM_PATH: z.string().optional(),
  LATCHKEY_PASSWORD_RULES_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  NODE_ENV: z.string().default('production'),
});

/** Throws one error that names every variable that is wrong; values are not repeated, some are secrets. */
export function readEnv(source: NodeJS.ProcessEnv): Env {
  const parsed = variables.safeParse(withoutEmpty(source));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`the environment is not complete: ${faults.join('; ')}`);
  }
  const env = parsed.data;
  const demo = env.LATCHKEY_DEMO === '1';
  return {
    databaseUrl: env.DATABASE_URL,
    dataDir: env.DATA_DIR,
    host: env.HOST,
    port: env.PORT,
    baseUrl: env.LATCHKEY_URL ?? localUrl(env.HOST, env.PORT),
    demo,
    production: env.NODE_ENV === 'production',
    kek: readKek(env.LATCHKEY_KEK, env.LATCHKEY_KEK_FILE ?? join(env.DATA_DIR, 'key-encryption-key')),
    formerKeks: list(env.LATCHKEY_FORMER_KEKS).map(parseKek),
    auditHeadsFile: env.LATCHKEY_AUDIT_HEADS_FILE ?? null,
    allowedTokenHosts: [...list(env.ONEPASSWORD_ALLOWED_HOSTS), ...(demo ? LOOPBACK_TOKEN_HOSTS : [])],
    connectTargets: [...list(env.CONNECT_ALLOWED_TARGETS), ...(demo ? LOOPBACK_TARGETS : [])],
    webhookTargets: [...list(env.WEBHOOK_ALLOWED_TARGETS), ...(demo ? LOOPBACK_TARGETS : [])],
    opPath: env.OP_PATH,
    allowOpCli: env.LATCHKEY_ALLOW_OP_CLI === '1',
    opItemsHaveNoPasskeys: env.LATCHKEY_OP_CLI_WRITES === '1',
    insecureHosts: [...list(env.LATCHKEY_INSECURE_HOSTS), ...(demo ? LOOPBACK_SITES : [])],
    chromiumPath: env.CHROMIUM_PATH,
    passwordRulesFile: env.LATCHKEY_PASSWORD_RULES_FILE,
    runRetryDelaysMs: retryDelays(env.LATCHKEY_RUN_RETRY_SECONDS),
    runAnswerMs: env.LATCHKEY_ANSWER_SECONDS * 1000,
    workerConcurrency: env.LATCHKEY_WORKER_CONCURRENCY,
    codeLifeLeftMs: env.LATCHKEY_CODE_LIFE_SECONDS * 1000,
    sandboxAddressesFile: demo ? env.LATCHKEY_SANDBOX_ADDRESSES : undefined,
    logLevel: env.LOG_LEVEL,
  };
}

function withoutEmpty(source: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function retryDelays(text: string): number[] {
  return text === 'none' ? [] : list(text).map((seconds) => Number(seconds) * 1000);
}

function localUrl(host: string, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${port}`;
}

function readKek(inline: string | undefined, file: string): Buffer {
  if (inline !== undefined) return parseKek(inline.trim());
  try {
    return parseKek(readFileSync(file, 'utf8').trim());
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? `cannot be read (${String(error.code)})` : 'is not a key';
    throw new Error(
      `the key-encryption key in ${file} ${reason}: set LATCHKEY_KEK or LATCHKEY_KEK_FILE, or run npm run key:new`,
    );
  }
}
