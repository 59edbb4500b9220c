import type { AwkwardBehaviour } from './awkward-behaviour';
import { plainChange } from './plain-pages';

/** Sends the fields of a form in the background and hands the answer to `done(ok, message)`. */
const send = `async function send(values, done) { const answer = await fetch('/api/password', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(values) }); done(answer.ok, (await answer.json()).message); }`;
const toast = `function toast(text) { const box = document.createElement('div'); box.className = 'toast'; box.setAttribute('role', 'status'); box.textContent = text; document.body.append(box); setTimeout(() => box.remove(), 2500); }`;

/** Sites whose pages are made by scripts. */
export const awkwardScripts = {
  single_page: {
    oddity: 'draws everything late, never navigates, and says what happened in a toast that goes away',
    truth: 'candidate',
    accountPage: () => `<div id="app">Loading…</div><script>${send}${toast}
      const home = () => { app.innerHTML = '<h1>Hello</h1><a href="#/settings">Settings</a>'; };
      const settings = () => { app.innerHTML = '<h1>Settings</h1><div class="field"><span>Current password</span><input type="password" id="a"></div><div class="field"><span>New password</span><input type="password" id="b"></div><div class="field"><span>Confirm new password</span><input type="password" id="c"></div><div role="button" tabindex="0" id="go">Update password</div>';
        go.onclick = () => send({ current: a.value, next: b.value, again: c.value }, (ok, message) => { toast(message); if (ok) a.value = b.value = c.value = ''; }); };
      const route = () => setTimeout(() => (location.hash === '#/settings' ? settings() : home()), 400);
      addEventListener('hashchange', route); route();</script>`,
  },
  shadow_dom: {
    oddity: 'is built of web components',
    truth: 'candidate',
    changePage: () => `<acme-password></acme-password><script>${send}
      customElements.define('acme-field', class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: 'open' }).innerHTML = '<label>' + this.title + ' <input type="password"></label>'; } });
      customElements.define('acme-password', class extends HTMLElement { connectedCallback() { const root = this.attachShadow({ mode: 'open' });
        root.innerHTML = '<acme-field title="Current password"></acme-field><acme-field title="New password"></acme-field><acme-field title="Confirm new password"></acme-field><button>Save password</button><p role="status"></p>';
        root.querySelector('button').onclick = () => { const [current, next, again] = [...root.querySelectorAll('acme-field')].map((field) => field.shadowRoot.querySelector('input').value);
          send({ current, next, again }, (ok, message) => { root.querySelector('p').textContent = message; }); }; } });</script>`,
  },
  avatar_menu: {
    oddity: 'hides the way behind a picture that opens a menu',
    truth: 'candidate',
    accountPage:
      () => `<header><button class="avatar-button" aria-haspopup="menu" id="who"><img alt="" width="32" height="32" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></button><div id="menu"></div></header><h1>Dashboard</h1>
      <script>who.onclick = () => { menu.innerHTML = '<div role="menu"><div role="menuitem" tabindex="0" onclick="location.href=\\'/settings/password\\'">Change password</div><div role="menuitem" tabindex="0" onclick="fetch(\\'/logout\\',{method:\\'POST\\'}).then(() => location.reload())">Log out</div></div>'; };</script>`,
  },
  tabs: {
    oddity: 'has its settings on tabs that are drawn when they are chosen',
    truth: 'candidate',
    changePath: '/settings',
    accountPage: () => '<h1>Home</h1><a href="/settings">Settings</a>',
    changePage: (
      error,
    ) => `<h1>Settings</h1><div role="tablist"><button role="tab" aria-selected="true">General</button><button role="tab" id="t2">Notifications</button><button role="tab" id="t3">Security</button></div><div role="tabpanel" id="panel">${error === '' ? '<p>Language: English</p>' : plainChange(error)}</div>
      <script>t2.onclick = () => { panel.innerHTML = '<label><input type=checkbox> News</label>'; }; t3.onclick = () => { panel.innerHTML = ${JSON.stringify(plainChange(''))}; };</script>`,
  },
  confirm_in_modal: {
    oddity: 'asks in a dialog whether the change is meant',
    truth: 'candidate',
    changePage:
      () => `<div><p><label>Current password <input type="password" id="a"></label></p><p><label>New password <input type="password" id="b"></label></p><p><label>Confirm new password <input type="password" id="c"></label></p><button id="go">Change password</button></div><p id="said" role="status"></p>
      <dialog id="ask"><p>Change your password now? You stay signed in.</p><button id="no">Cancel</button><button id="yes">Yes, change it</button></dialog>
      <script>${send} go.onclick = () => ask.showModal(); no.onclick = () => ask.close(); yes.onclick = () => { ask.close(); send({ current: a.value, next: b.value, again: c.value }, (ok, message) => { said.textContent = message; }); };</script>`,
  },
  modal_form: {
    oddity: 'opens the form in a dialog over the account page',
    truth: 'candidate',
    accountPage:
      () => `<h1>Account</h1><dl><dt>Password</dt><dd>•••••••• <button type="button" id="open">Change password…</button></dd></dl><div id="layer"></div><p id="said" role="status"></p>
      <script>${send} open_ = document.querySelector('#open'); open_.onclick = () => { layer.innerHTML = '<div role="dialog" aria-modal="true"><h2>Change password</h2><input type="password" aria-label="Current password"><input type="password" aria-label="New password"><button class="x">Cancel</button><button class="y">Save</button></div>';
        layer.querySelector('.y').onclick = () => { const [current, next] = [...layer.querySelectorAll('input')].map((field) => field.value); send({ current, next }, (ok, message) => { if (ok) layer.innerHTML = ''; said.textContent = message; }); }; };</script>`,
  },
  password_at_save: {
    oddity: 'asks for the current password in a dialog after the form was sent',
    truth: 'candidate',
    changePage:
      () => `<h1>Security</h1><form id="f"><p><label>New password <input type="password" id="b"></label></p><p><label>Confirm new password <input type="password" id="c"></label></p><button>Save changes</button></form><p id="said" role="status"></p><div id="layer"></div>
      <script>${send} f.onsubmit = (event) => { event.preventDefault(); layer.innerHTML = '<div role="dialog" aria-modal="true"><form><label>Confirm with your current password <input type="password" name="p"></label><button>Confirm</button></form></div>';
        layer.querySelector('form').onsubmit = (inner) => { inner.preventDefault(); send({ current: layer.querySelector('input').value, next: b.value, again: c.value }, (ok, message) => { layer.innerHTML = ''; said.textContent = message; }); }; };</script>`,
  },
  native_confirm: {
    oddity: 'asks in a window of the browser whether the change is meant',
    truth: 'candidate',
    changePage: (error) =>
      plainChange(error).replace(
        '<form ',
        '<form onsubmit="return confirm(\'Really change the password?\')" ',
      ),
  },
} as const satisfies Record<string, AwkwardBehaviour>;
