import { randomBytes } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { openNotifications } from '@/lib/db/notifications';
import { openTestDatabase } from '@/tests/support/database';
import { onServer, withDatabase } from '@/tests/support/database-cluster';
import { eventually } from '@/tests/support/eventually';

test('a database that was away when someone subscribed can be subscribed to once it is there', async () => {
  const { serverUrl } = inject('databaseTemplate');
  const name = `latchkey_late_${randomBytes(6).toString('hex')}`;
  const url = withDatabase(serverUrl, name);
  const notifications = openNotifications(url, () => undefined);
  await expect(notifications.subscribe('late', () => undefined)).rejects.toThrow();

  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const heard: string[] = [];
  await notifications.subscribe('late', (payload) => heard.push(payload));
  const database = openTestDatabase(url);
  await database.people.$executeRaw`select pg_notify('late', 'hello')`;
  await eventually(() => heard.includes('hello'));

  await database.close();
  await notifications.close();
  await onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
});
