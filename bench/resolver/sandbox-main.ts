import { bulkContents } from '@/lib/sandbox/onepassword/control/bulk-content';
import { startOnePassword } from '@/lib/sandbox/onepassword/start';
import { READ_WRITE } from '@/lib/sandbox/onepassword/store/account';
import { PERSON } from '@/lib/sandbox/onepassword/store/item';
import type { Store } from '@/lib/sandbox/onepassword/store/store';
import type { Addresses } from './sandbox-process';

const ITEMS = 20;
const ACCOUNT = 'bench';

/** A vault of logins in a process of its own, so that its work is not counted as anybody's. Ends with its parent. */
const sandbox = await startOnePassword({ seed });
process.once('disconnect', () => process.exit(0));

const [vault] = sandbox.store.vaults();
if (!vault) throw new Error('the seeded content has changed');
const addresses: Addresses = {
  controlUrl: sandbox.controlUrl,
  token: sandbox.token(ACCOUNT),
  connectUrl: sandbox.connect.url,
  connectToken: sandbox.connect.token(ACCOUNT),
  vault: { id: vault.id, name: vault.name },
  items: sandbox.store.items(vault.id).map(({ id, content }) => ({ id, title: content.title })),
};
process.send?.(addresses);

function seed(store: Store): void {
  const { id } = store.addVault({ name: 'Automation', description: 'Logins' });
  for (const content of bulkContents(ITEMS)) store.createItem(PERSON, { vaultId: id, content });
  store.putAccount({ name: ACCOUNT, grants: { [id]: READ_WRITE }, revoked: false });
}
