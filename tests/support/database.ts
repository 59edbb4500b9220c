import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { AuditKey, AuditKeys } from '@/lib/crypto/audit-key';
import { type Database, openDatabase } from '@/lib/db/database';
import { dropDatabase, onServer, withDatabase } from './database-cluster';

export interface TestDatabase {
  url: string;
  /** Removes the database, also while connections to it are open. */
  drop(): Promise<void>;
}

/** A migrated, empty database of the caller's own: a clone of the run's template, which takes some 25 ms. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { serverUrl, name: template } = inject('databaseTemplate');
  const name = `latchkey_test_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    url: withDatabase(serverUrl, name),
    drop: () => dropDatabase(serverUrl, name),
  };
}

/** The product's door to a database, with audit keys of its own. */
export function openTestDatabase(
  url: string,
  auditKeys = testAuditKeys(),
  maxConnections?: number,
): Database {
  return openDatabase(url, { auditKeys, ...(maxConnections ? { maxConnections } : {}) });
}

export function testAuditKeys(): AuditKeys {
  return new AuditKeys(AuditKey.derive(randomBytes(32)));
}
