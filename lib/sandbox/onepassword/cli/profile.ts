import type { Account } from '../store/account';
import { READ_WRITE } from '../store/account';
import { PERSON } from '../store/item';
import { opaqueIdFor } from '../store/opaque-id';
import type { Store } from '../store/store';

/** The person who is signed in to `op` on this machine when there is no token: a member with all vaults. */
export class Profile {
  readonly url = 'https://acme.1password.example/';
  readonly shorthand = 'acme';
  readonly email = 'ada@acme.example';
  readonly userId = opaqueIdFor('profile user').toUpperCase();
  readonly accountId = opaqueIdFor('profile account').toUpperCase();
  signedIn = true;

  /** Whether `--account` or OP_ACCOUNT means this one; any of its names does. */
  isMeantBy(text: string): boolean {
    const wanted = text
      .toLowerCase()
      .replace(/^https:\/\//, '')
      .replace(/\/$/, '');
    const names = [this.shorthand, 'acme.1password.example', this.email, this.userId, this.accountId];
    return names.some((name) => name.toLowerCase() === wanted);
  }

  account(store: Store): Account {
    const grants = Object.fromEntries(store.vaults().map(({ id }) => [id, READ_WRITE]));
    return { name: PERSON, grants, revoked: false };
  }
}
