import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { PERSON } from '../store/item';
import { applyPersonEdit } from '../store/person-edit';
import type { World } from '../world';
import { frame } from './frame';
import { itemPage } from './item-page';
import { STYLE } from './style';
import { vaultsPage } from './vaults-page';

const POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** For eyes: what is in the vaults, who changed it when, and one lever that a demo needs. */
export function pages({ store, now }: World): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use('*', async (c, next) => {
    await next();
    c.header('content-security-policy', POLICY);
    c.header('cache-control', 'no-store');
    // Not 'no-referrer': with that a browser sends "Origin: null" from the page's own form.
    c.header('referrer-policy', 'same-origin');
  });
  app.get('/style.css', (c) => c.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/', (c) => c.html(vaultsPage(store)));
  app.get('/items/:id', (c) => {
    const item = store.item(c.req.param('id'));
    if (!item) return notFound(c);
    return c.html(itemPage(item, store.vault(item.vaultId)?.name ?? '', now()));
  });
  app.post('/items/:id/password', async (c) => {
    const item = store.item(c.req.param('id'));
    if (!item) return notFound(c);
    const { password } = await c.req.parseBody();
    if (typeof password === 'string' && password !== '' && item.state === 'active') {
      store.editItem(PERSON, item, applyPersonEdit(item.content, { password }, now()));
    }
    return c.redirect(`/items/${item.id}`, 303);
  });
  app.all('*', notFound);
  return app;
}

function notFound(c: Context): Response | Promise<Response> {
  return c.html(frame('Not found', html`<h1>Not found</h1><p><a href="/">Vaults</a></p>`), 404);
}
