import { createRoute } from '@hono/zod-openapi';
import { pageOf, pageQuery } from '@/lib/contract/paging';
import { pageOfAll } from '@/lib/contract/read-cursor';
import { saveSiteRecipe, siteParams, siteRecipeView } from '@/lib/contract/site-recipe';
import { deleteRecipe } from '@/lib/recipes/delete-recipe';
import { getRecipe } from '@/lib/recipes/get-recipe';
import { listRecipes } from '@/lib/recipes/list-recipes';
import { saveRecipe } from '@/lib/recipes/save-recipe';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { jsonBody, noContent, ok } from './describe-route';

const PATH = '/api/v1/site-recipes';

export function siteRecipeRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  return newRoutes()
    .openapi(routes.list, async (c) => {
      const recipes = await listRecipes(services, c.get('actor'));
      return c.json(
        pageOfAll('site-recipes', recipes, c.req.valid('query'), ({ site }) => [site]),
        200,
      );
    })
    .openapi(routes.get, async (c) => {
      return c.json(await getRecipe(services, c.get('actor'), c.req.valid('param').site), 200);
    })
    .openapi(routes.save, async (c) => {
      const input = { ...c.req.valid('json'), address: c.req.valid('param').site };
      return c.json(await saveRecipe(services, c.get('actor'), input), 200);
    })
    .openapi(routes.remove, async (c) => {
      await deleteRecipe(services, c.get('actor'), c.req.valid('param').site);
      return c.body(null, 204);
    });
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = { tags: ['site recipes'], middleware: [member] };
  const one = { ...common, path: `${PATH}/{site}` as const, request: { params: siteParams } };
  return {
    list: createRoute({
      ...common,
      method: 'get',
      path: PATH,
      'x-permission': 'rotations:read',
      summary: 'Recipes for sites that are not understood by themselves',
      request: { query: pageQuery },
      responses: ok(pageOf(siteRecipeView)),
    }),
    get: createRoute({
      ...one,
      method: 'get',
      'x-permission': 'rotations:read',
      summary: 'The recipe for the site of an address',
      responses: ok(siteRecipeView),
    }),
    save: createRoute({
      ...one,
      method: 'put',
      'x-permission': 'rotations:write',
      summary: 'State how a site is signed in to and where its password is changed',
      request: { params: siteParams, body: jsonBody(saveSiteRecipe) },
      responses: ok(siteRecipeView),
    }),
    remove: createRoute({
      ...one,
      method: 'delete',
      'x-permission': 'rotations:write',
      summary: 'Forget the recipe for a site',
      responses: noContent(),
    }),
  };
}
