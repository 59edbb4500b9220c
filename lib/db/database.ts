import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { AuditKeys } from '@/lib/crypto/audit-key';
import { invariant } from '@/lib/kernel/assert';
import { isId } from '@/lib/kernel/id';
import { Unavailable } from '@/lib/kernel/unavailable';
import { type Prisma, PrismaClient } from './generated/client';
import { type Alone, runAlone } from './installation-lock';
import { bindTransaction, runLastWork } from './transaction-context';
import { callOf, type WorkspaceFunction } from './workspace-functions';
import { connectTo, type ReadStatement, type Statement, WorkspaceReader } from './workspace-reader';
import { type Found, type Send, WorkspaceWriter } from './workspace-writer';

/** A transaction in which row-level security shows the rows of one workspace only. */
export type WorkspaceTransaction = Prisma.TransactionClient;

/**
 * The only door to the tables of a workspace.
 *
 * Promise: whatever runs inside `withWorkspace` sees and writes rows of that workspace and of no other, even if its own
 * `where` is wrong: it runs as the role `latchkey_app`, for which PostgreSQL filters every row by the transaction-local
 * setting. Without the setting that role sees nothing.
 * Never: a client handed out that can read a workspace's table outside such a transaction (`people` may only be used
 * for Better Auth's tables; tests/architecture checks who uses it).
 */
export interface Database {
  withWorkspace<T>(workspaceId: string, work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T>;
  /** One SELECT as `withWorkspace` would run it, in one round trip: for the reads that programs repeat by the thousand. */
  read<Row>(workspaceId: string, statement: ReadStatement): Promise<Row[]>;
  /** Statements that do not follow from each other: one transaction as `withWorkspace` would run it, in one round trip. */
  inOneTrip(workspaceId: string, statements: readonly Statement[]): Promise<Found>;
  /** Statements, and those that follow from what they found: one transaction as `withWorkspace` would run it, in two round trips. */
  inTwoTrips(
    workspaceId: string,
    first: readonly Statement[],
    then: (found: Found) => readonly Statement[],
  ): Promise<void>;
  /** The same for more than two questions: `work` sends, looks and sends again, and what it returns goes out with the commit. */
  inTrips(workspaceId: string, work: (send: Send) => Promise<readonly Statement[]>): Promise<void>;
  /**
   * As `withWorkspace` in one round trip, for what runs with every resolve: a function of the database that switches role and
   * workspace by itself (docs/adr/0012). Returns its rows, each as the values of its columns.
   */
  call(name: WorkspaceFunction, workspaceId: string, args: readonly unknown[]): Promise<unknown[][]>;
  /**
   * A change of people's tables (members, invitations, keys) that belongs to a workspace: as the connecting user, until
   * `enterWorkspace` or the end, when the transaction becomes one of the workspace and its acts are put on record.
   */
  changePeople<T>(workspaceId: string, work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T>;
  /** For sweeps over all workspaces (expired rows, abandoned runs): a role that may do only that. */
  asSystem<T>(work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T>;
  /** Runs the work unless work of the same name is under way anywhere in this installation. Holds no connection of the pools. */
  runAlone<T>(name: string, work: () => Promise<T>): Promise<Alone<T>>;
  /** Better Auth's tables: people, sessions, workspaces, members, API keys. */
  readonly people: PrismaClient;
  /** One prepared SELECT of those tables: for what runs with every request of a program. */
  readPeople<Row>(statement: Required<Statement>): Promise<Row[]>;
  readonly url: string;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Signs what is put on record in a transaction (lib/audit). */
  auditKeys: AuditKeys;
  maxConnections?: number;
  maxReadConnections?: number;
  maxWriteConnections?: number;
}

/** `max_wait` and `timeout` in milliseconds; a transaction that holds a connection longer is rolled back. */
const LIMITS = { maxWait: 5_000, timeout: 15_000 };

export function openDatabase(url: string, options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 12,
    connectionTimeoutMillis: 5_000,
    application_name: 'latchkey',
  });
  // A connection that breaks while nobody uses it: the pool has dropped it, and the next caller gets another.
  pool.on('error', () => {});
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const reader = new WorkspaceReader(url, options.maxReadConnections ?? 8);
  const writer = new WorkspaceWriter(url, options.maxWriteConnections ?? 6);
  const { auditKeys } = options;
  const transact = <T>(work: (tx: WorkspaceTransaction) => Promise<T>) => transaction(prisma, work);
  return {
    people: prisma,
    url,
    withWorkspace(workspaceId, work) {
      invariant(isId(workspaceId), 'a workspace id is a UUID');
      return transact(async (tx) => {
        await enterWorkspace(tx, workspaceId);
        bindTransaction(tx, { workspaceId, auditKeys });
        const result = await work(tx);
        await runLastWork(tx);
        return result;
      });
    },
    read(workspaceId, statement) {
      invariant(isId(workspaceId), 'a workspace id is a UUID');
      return reader.read(workspaceId, statement);
    },
    inOneTrip(workspaceId, statements) {
      invariant(isId(workspaceId), 'a workspace id is a UUID');
      return writer.inOneTrip(workspaceId, statements);
    },
    inTwoTrips(workspaceId, first, then) {
      invariant(isId(workspaceId), 'a workspace id is a UUID');
      return writer.inTwoTrips(workspaceId, first, then);
    },
    inTrips(workspaceId, work) {
      invariant(isId(workspaceId), 'a workspace id is a UUID');
      return writer.inTrips(workspaceId, work);
    },
    async call(name, workspaceId, args) {
      invariant(isId(workspaceId), 'a workspace id is a UUID');
      return (await askOnce(pool, callOf(name, [workspaceId, ...args]))).rows;
    },
    async readPeople({ name, text, values }) {
      return (await askOnce(pool, { name, text, values: [...values] })).rows;
    },
    changePeople(workspaceId, work) {
      invariant(isId(workspaceId), 'a workspace id is a UUID');
      return transact(async (tx) => {
        bindTransaction(tx, { workspaceId, auditKeys });
        const result = await work(tx);
        await runLastWork(tx, () => enterWorkspace(tx, workspaceId));
        return result;
      });
    },
    asSystem: (work) =>
      transact(async (tx) => {
        await tx.$queryRaw`select set_config('role', 'latchkey_system', true)`;
        return work(tx);
      }),
    runAlone: (name, work) => runAlone(url, name, work),
    async close() {
      await reader.close();
      await writer.close();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Throws `Unavailable` like a transaction that could not be begun. */
async function askOnce(pool: pg.Pool, statement: pg.QueryConfig): Promise<pg.QueryResult> {
  const client = await connectTo(pool);
  const limited = { query_timeout: LIMITS.timeout, ...statement };
  try {
    const result = await client.query(limited);
    client.release();
    return result;
  } catch (error) {
    client.release(!(error instanceof pg.DatabaseError));
    throw error;
  }
}

/** Throws `Unavailable` when no transaction could be begun: all connections taken, or the database away. */
async function transaction<T>(
  prisma: PrismaClient,
  work: (tx: WorkspaceTransaction) => Promise<T>,
): Promise<T> {
  let begun = false;
  try {
    return await prisma.$transaction(async (tx) => {
      begun = true;
      return work(tx);
    }, LIMITS);
  } catch (error) {
    throw begun ? error : Unavailable.of('database', error);
  }
}

/** From here to its end the transaction is one of the workspace: the application's role, and that workspace's rows. */
export async function enterWorkspace(tx: WorkspaceTransaction, workspaceId: string): Promise<void> {
  await tx.$queryRaw`select set_config('role', 'latchkey_app', true), set_config('app.workspace_id', ${workspaceId}, true)`;
}
