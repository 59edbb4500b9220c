import { html } from 'hono/html';
import type { Field, Item, ItemContent, ItemVersion } from '../store/item';
import { oneTimeCode } from '../store/one-time-code';
import { frame, type Html, moment } from './frame';

const HIDDEN_TYPES: ReadonlyArray<Field['type']> = ['concealed', 'totp'];

export function itemPage(item: Item, vaultName: string, atMs: number): Html {
  const { content } = item;
  return frame(
    content.title,
    html`<p class="faint"><a href="/">Vaults</a> / ${vaultName}</p>
<h1>${content.title}</h1>
<p class="faint">${content.category.replaceAll('_', ' ')} · ${item.state} · version ${item.version} · ${item.id}</p>
<dl>
${content.fields.map((field) => fieldRow(field, content, atMs))}
${content.urls.map((url) => row('website', html`${url.href}`))}
${content.tags.length > 0 ? row('tags', html`${content.tags.join(', ')}`) : ''}
${content.notes === '' ? '' : row('notes', html`${content.notes}`)}
</dl>
${item.state === 'active' ? passwordForm(item) : ''}
<h2 id="history">History</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="history"><table>
<thead><tr><th>Version</th><th>When</th><th>Who</th><th>What changed</th></tr></thead>
<tbody>${[...item.history].reverse().map(historyRow)}</tbody>
</table></div>`,
  );
}

function fieldRow(field: Field, content: ItemContent, atMs: number): Html {
  const section = content.sections.find((candidate) => candidate.id === field.sectionId)?.title;
  const label = section ? `${section} / ${field.label}` : field.label;
  if (!HIDDEN_TYPES.includes(field.type)) return row(label, html`${field.value}`);
  const code = field.type === 'totp' ? oneTimeCode(field.value, atMs) : undefined;
  const shown = code === undefined ? '' : html`<code>${code}</code> `;
  return row(label, html`${shown}<details><summary>Show</summary><code>${field.value}</code></details>`);
}

function row(label: string, value: Html): Html {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

function passwordForm(item: Item): Html {
  return html`<h2>Change the password as a person would</h2>
<form method="post" action="/items/${item.id}/password">
<label>New password <input name="password" required autocomplete="off" spellcheck="false"></label>
<button>Save</button>
</form>`;
}

function historyRow(entry: ItemVersion): Html {
  const what = entry.change === 'edited' ? entry.changed.join(', ') || 'nothing' : entry.change;
  return html`<tr><td>${entry.version}</td><td>${moment(entry.at)}</td><td>${entry.by}</td><td>${what}</td></tr>`;
}
