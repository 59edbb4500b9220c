import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { readScreenshot } from '@/lib/runs/read-screenshot';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams } from './describe-route';

const params = idParams.extend({ artifactId: idParams.shape.id });

export function runScreenshotRoutes({ services, authenticate }: ApiContext) {
  const read = createRoute({
    method: 'get',
    path: '/api/v1/runs/{id}/screenshots/{artifactId}',
    'x-permission': 'runs:read',
    summary: 'A screenshot of a run, with secret fields masked',
    tags: ['runs'],
    middleware: [authenticate.member],
    request: { params },
    responses: {
      200: { description: 'The picture.', content: { 'image/png': { schema: z.string() } } },
    },
  });

  return newRoutes().openapi(read, async (c) => {
    const { id, artifactId } = c.req.valid('param');
    const { contentType, body } = await readScreenshot(services, c.get('actor'), { runId: id, artifactId });
    return c.body(new Uint8Array(body), 200, { 'content-type': contentType });
  });
}
