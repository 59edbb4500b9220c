import { Hono } from 'hono';
import { z } from 'zod';
import { PERSON } from '../store/item';
import { applyPersonEdit, emptyContent, personEditSchema } from '../store/person-edit';
import type { World } from '../world';
import type { ControlEnv } from './app';
import { bulkContents } from './bulk-content';
import { bodyOf, itemOf, vaultOf } from './input';
import { itemDetails, itemSummary } from './item-view';

const newItemSchema = personEditSchema.extend({
  vault: z.string(),
  title: z.string().min(1),
  category: z.string().default('login'),
});

const bulkSchema = z.strictObject({ count: z.int().min(1).max(50_000) });

export function itemRoutes(world: World): Hono<ControlEnv> {
  const { store, now } = world;
  const app = new Hono<ControlEnv>();

  app.get('/vaults', (c) =>
    c.json({
      vaults: store.vaults().map(({ id, name, description, contentVersion }) => ({
        id,
        name,
        description,
        content_version: contentVersion,
        item_count: store.items(id).length,
      })),
    }),
  );
  app.get('/vaults/:vault/items', (c) => {
    const vault = vaultOf(store, c.req.param('vault'));
    return c.json({ items: store.items(vault.id).map(itemSummary) });
  });
  app.post('/vaults/:vault/bulk', async (c) => {
    const vault = vaultOf(store, c.req.param('vault'));
    const { count } = await bodyOf(c, bulkSchema);
    const contents = bulkContents(count);
    store.createItems(
      PERSON,
      contents.map((content) => ({ vaultId: vault.id, content })),
    );
    return c.json({ created: count, item_count: store.items(vault.id).length }, 201);
  });
  app.get('/items/:id', (c) => c.json(itemDetails(itemOf(store, c.req.param('id')), now())));

  app.post('/items', async (c) => {
    const { vault, category, ...edit } = await bodyOf(c, newItemSchema);
    const content = applyPersonEdit(emptyContent(edit.title, category), edit, now());
    const item = store.createItem(PERSON, { vaultId: vaultOf(store, vault).id, content });
    return c.json(itemDetails(item, now()), 201);
  });
  app.patch('/items/:id', async (c) => {
    const item = itemOf(store, c.req.param('id'));
    const edit = await bodyOf(c, personEditSchema);
    store.editItem(PERSON, item, applyPersonEdit(item.content, edit, now()));
    return c.json(itemDetails(item, now()));
  });
  app.delete('/items/:id', (c) => {
    const item = itemOf(store, c.req.param('id'));
    store.moveItem(PERSON, item, 'deleted');
    return c.json(itemSummary(item));
  });
  app.post('/items/:id/archive', (c) => {
    const item = itemOf(store, c.req.param('id'));
    store.moveItem(PERSON, item, 'archived');
    return c.json(itemSummary(item));
  });
  return app;
}
