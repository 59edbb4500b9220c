import { runMigrations } from 'graphile-worker';

/** The queue's own tables. Both the web process and the workers may come first, so both see to it; it is idempotent. */
export async function prepareQueue(databaseUrl: string): Promise<void> {
  await runMigrations({ connectionString: databaseUrl });
}
