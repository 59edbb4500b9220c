import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { bulkBind as bind } from '@/lib/bulk-bind/bulk-bind';
import { bulkBind, bulkBindQuery, bulkBindResult } from '@/lib/contract/bulk-bind';
import { Problem } from '@/lib/contract/problem';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { mayRefuse, ok } from './describe-route';

const CSV = /^text\/csv\s*(;|$)/i;
const JSON_TYPE = /^application\/json\s*(;|$)/i;

export function bulkBindRoutes({ services, authenticate }: ApiContext) {
  const route = describe(authenticate.member);
  return newRoutes().openapi(route, async (c) => {
    const type = c.req.header('content-type') ?? '';
    const actor = c.get('actor');
    if (CSV.test(type)) {
      const { dry_run, secret_provider_id } = c.req.valid('query');
      const chosen = secret_provider_id === undefined ? {} : { secret_provider_id };
      const input = { dry_run: dry_run !== 'false', csv: await c.req.text(), ...chosen };
      return c.json(await bind(services, actor, input), 200);
    }
    if (!JSON_TYPE.test(type)) {
      throw new Problem('unsupported_media_type', { hint: 'Send application/json or text/csv.' });
    }
    return c.json(await bind(services, actor, bulkBind.parse(c.req.valid('json'))), 200);
  });
}

function describe(member: ApiContext['authenticate']['member']) {
  return createRoute({
    tags: ['vault'],
    middleware: [member],
    method: 'post',
    path: '/api/v1/entries/bulk',
    'x-permission': 'vault:write',
    summary: 'Bind many entries to items of 1Password, from rows or CSV; a dry run unless dry_run is false',
    ...mayRefuse('secret_provider_unknown'),
    request: {
      query: bulkBindQuery,
      // Not `required`: that would hold a text of CSV to the schema of the JSON body. The handler takes nothing else.
      body: {
        content: {
          'application/json': { schema: bulkBind },
          'text/csv': {
            schema: z.string().describe('The first line names the columns, as the rows of the JSON body do.'),
          },
        },
      },
    },
    responses: ok(bulkBindResult),
  });
}
