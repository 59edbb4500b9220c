import { demoUser } from '../demo-user';
import { READ_ONLY, READ_WRITE } from './store/account';
import { type ItemContent, PERSON } from './store/item';
import { opaqueIdFor } from './store/opaque-id';
import { applyPersonEdit, emptyContent, type PersonEdit } from './store/person-edit';
import type { Store } from './store/store';

export const READ_WRITE_ACCOUNT = 'latchkey-rw';
export const READ_ONLY_ACCOUNT = 'latchkey-ro';

interface SeedItem extends PersonEdit {
  title: string;
  category?: string;
}

/** Two vaults and two service accounts of a company that does not exist. Ids depend on the names alone. */
export function seedDemoContent(store: Store, siteUrl: string): void {
  const automation = addVault(store, 'Automation', 'Logins that scheduled browser jobs use');
  const shared = addVault(store, 'Shared', 'Logins that the whole team uses');
  for (const item of automationItems(siteUrl)) addItem(store, automation, item);
  addItem(store, automation, {
    title: 'Old Vendor Portal',
    username: 'purchasing@acme.example',
    password: 'ferry-Lantern-27-cedar',
    websites: ['https://vendors.oldsupplier.example/login'],
    notes: 'The supplier closed this portal.',
  });
  const closed = store.item(itemId(automation, 'Old Vendor Portal'));
  if (closed) store.moveItem(PERSON, closed, 'archived');
  for (const item of sharedItems()) addItem(store, shared, item);

  store.putAccount({
    name: READ_WRITE_ACCOUNT,
    grants: { [automation]: READ_WRITE, [shared]: READ_ONLY },
    revoked: false,
  });
  store.putAccount({ name: READ_ONLY_ACCOUNT, grants: { [automation]: READ_ONLY }, revoked: false });
}

function automationItems(siteUrl: string): SeedItem[] {
  return [
    {
      title: 'Acme Prod Login',
      username: demoUser.username,
      password: demoUser.password,
      totp: `otpauth://totp/Acme:${demoUser.username}?secret=${demoUser.totpSecret}&issuer=Acme`,
      websites: [siteUrl],
      tags: ['production'],
      notes: 'The account that the nightly jobs sign in with.',
    },
    {
      title: 'Northwind Orders',
      username: 'orders@acme.example',
      password: 'velvet-Anchor-63-maple',
      websites: ['https://orders.northwind.example'],
    },
    {
      title: 'Warehouse Door Code',
      category: 'password',
      password: 'pebble-Comet-18-willow',
    },
    {
      title: 'Globex Billing',
      username: 'ada.billing@acme.example',
      password: 'saffron-Glacier-51-onyx',
      totp: 'otpauth://totp/Globex:ada?secret=MFZWIZTHNBVGW3DNNZXXA4LSON2HK5TX&issuer=Globex&digits=8&algorithm=SHA256',
      websites: ['https://billing.globex.example/sign-in'],
      fields: [{ label: 'Customer number', value: 'GBX-204817', type: 'text', section: 'Account' }],
    },
    {
      title: 'Initech Reports',
      username: 'reporting@acme.example',
      password: 'copper-Meadow-72-raven',
      websites: ['https://reports.initech.example', 'https://initech.example/reports'],
      tags: ['finance', 'monthly'],
    },
  ];
}

function sharedItems(): SeedItem[] {
  return [
    {
      title: 'Team Calendar',
      username: 'team@acme.example',
      password: 'harvest-Prism-39-lilac',
      websites: ['https://calendar.contoso.example'],
    },
    {
      title: 'Office Wi-Fi',
      category: 'secure_note',
      notes: 'Network "Acme Guest". Ask at the front desk for the password.',
    },
  ];
}

function addVault(store: Store, name: string, description: string): string {
  return store.addVault({ id: opaqueIdFor(`vault ${name}`), name, description }).id;
}

function addItem(store: Store, vaultId: string, { title, category = 'login', ...edit }: SeedItem): void {
  const content: ItemContent = applyPersonEdit(emptyContent(title, category), edit, store.now());
  // Field ids are chosen at random elsewhere; here they follow from the item, like its own id.
  for (const field of content.fields) {
    if (field.purpose) continue;
    const id = opaqueIdFor(`field ${title} ${field.label}`);
    field.id = field.type === 'totp' ? `TOTP_${id}` : id;
  }
  store.createItem(PERSON, { id: itemId(vaultId, title), vaultId, content });
}

function itemId(vaultId: string, title: string): string {
  return opaqueIdFor(`item ${vaultId} ${title}`);
}
