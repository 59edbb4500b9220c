import { randomBytes } from 'node:crypto';

/**
 * Where the product under test keeps its data: embedded, inside its own folder, unless TEST_DATABASE_URL names a
 * server (for machines without an embedded PostgreSQL); then a database made for this run.
 */
export async function provideStoryDatabase() {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) return { env: {}, drop: async () => {} };
  const name = `latchkey_e2e_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    env: { DATABASE_URL: url.href },
    drop: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function onServer(connectionString, statement) {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
