import { bulkContents } from '@/lib/sandbox/onepassword/control/bulk-content';
import { READ_WRITE_ACCOUNT, seedDemoContent } from '@/lib/sandbox/onepassword/seed-demo-content';
import { startOnePassword } from '@/lib/sandbox/onepassword/start';
import { READ_WRITE } from '@/lib/sandbox/onepassword/store/account';
import { PERSON } from '@/lib/sandbox/onepassword/store/item';
import type { Store } from '@/lib/sandbox/onepassword/store/store';
import type { Addresses } from './sandbox-process';

const TITLE = 'Acme Prod Login';
const BULK_ACCOUNT = 'bulk';
const BULK_ITEMS = 10_000;

/** Two of them: a read of one item must not be slower because another test wants many. Ends with its parent. */
const [small, large] = await Promise.all([
  startOnePassword({ seed: (store) => seedDemoContent(store, 'http://127.0.0.1:4999') }),
  startOnePassword({ seed: seedManyItems }),
]);
process.once('disconnect', () => process.exit(0));

const vault = found(small.store.vaults().find(({ name }) => name === 'Automation'));
const item = found(small.store.items(vault.id).find(({ content }) => content.title === TITLE));
const addresses: Addresses = {
  token: small.token(READ_WRITE_ACCOUNT),
  connectUrl: small.connect.url,
  connectToken: small.connect.token(READ_WRITE_ACCOUNT),
  vault: { id: vault.id, name: vault.name },
  item: { id: item.id, title: TITLE },
  bulkToken: large.token(BULK_ACCOUNT),
};
process.send?.(addresses);

function seedManyItems(store: Store): void {
  const { id } = store.addVault({ name: 'Bulk', description: 'Many logins' });
  for (const content of bulkContents(BULK_ITEMS)) store.createItem(PERSON, { vaultId: id, content });
  store.putAccount({ name: BULK_ACCOUNT, grants: { [id]: READ_WRITE }, revoked: false });
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the seeded content has changed');
  return value;
}
