import type {
  AutofillBehaviour,
  ItemOverview,
  Login,
  VaultAccess,
  WriteAccess,
} from '@/lib/secrets/provider';
import { loginOf } from '../login-parts';
import { sdkItemChanges } from './item-change';
import type { SdkItem, SdkOverview, SdkVault } from './sdk-item';

export function toLogin(item: SdkItem): Login {
  return loginOf({
    title: item.title,
    vaultId: item.vaultId,
    itemId: item.id,
    version: item.version,
    isLogin: item.category === 'Login',
    username: builtInField(item, 'username'),
    password: builtInField(item, 'password'),
    hasOneTimePassword: item.fields.some((field) => field.fieldType === 'Totp'),
    websites: item.websites.map(({ url, autofillBehavior }) => ({
      url,
      autofill: autofillOf(autofillBehavior),
    })),
    editable: editability(item),
    ...sdkItemChanges.rotationPartsOf(item),
  });
}

/** What can be told before trying. Left-over fields of web forms show only when the SDK refuses the write. */
export function editability(item: SdkItem): Login['editable'] {
  const foreign = item.fields.some((field) => field.fieldType === 'Unsupported');
  return foreign
    ? {
        ok: false,
        reason: 'The item has a field, such as a passkey, that the 1Password SDK cannot write back.',
      }
    : { ok: true };
}

export function toItemOverview(overview: SdkOverview, vaultTitle: string): ItemOverview {
  return {
    id: overview.id,
    vaultId: overview.vaultId,
    vaultTitle,
    title: overview.title,
    category: overview.category,
    websites: overview.websites.map((website) => website.url),
    tags: overview.tags,
    updatedAt: overview.updatedAt.toISOString(),
  };
}

export function toVaultAccess(vault: SdkVault, remembered: WriteAccess): VaultAccess {
  return {
    id: vault.id,
    title: vault.title,
    read: true,
    write: remembered.verdict,
    evidence: remembered.evidence,
  };
}

/** The SDK gives the fields of the sign-in form these ids, whatever they are called in the item. */
function builtInField(item: SdkItem, id: 'username' | 'password'): string {
  return item.fields.find((field) => field.id === id && !field.sectionId)?.value ?? '';
}

/** An unknown behaviour is read as the strictest: nothing is filled where 1Password itself might not. */
function autofillOf(behaviour: string): AutofillBehaviour {
  if (behaviour === 'AnywhereOnWebsite') return 'anywhere';
  return behaviour === 'ExactDomain' ? 'exact' : 'never';
}
