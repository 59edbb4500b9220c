import { html } from 'hono/html';
import type { Item } from '../store/item';
import type { Store } from '../store/store';
import type { Vault } from '../store/vault';
import { frame, type Html } from './frame';

const SHOWN = 500;

export function vaultsPage(store: Store): Html {
  return frame('Vaults', html`<h1>Vaults</h1>${store.vaults().map((vault) => vaultList(store, vault))}`);
}

function vaultList(store: Store, vault: Vault): Html {
  const items = store.items(vault.id);
  const hidden = items.length - SHOWN;
  return html`<section aria-labelledby="${vault.id}">
<h2 id="${vault.id}">${vault.name}</h2>
<p class="faint">${vault.description}</p>
<ul class="items">${items.slice(0, SHOWN).map(itemRow)}</ul>
${hidden > 0 ? html`<p class="faint">and ${hidden} more</p>` : ''}
${items.length === 0 ? html`<p class="faint">No items.</p>` : ''}
</section>`;
}

function itemRow(item: Item): Html {
  const about = [item.content.category.replaceAll('_', ' '), `version ${item.version}`];
  if (item.state !== 'active') about.push(item.state);
  return html`<li><a href="/items/${item.id}">${item.content.title}</a>
<span class="faint">${about.join(' · ')}</span></li>`;
}
