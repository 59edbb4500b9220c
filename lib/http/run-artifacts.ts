import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { readArtifact } from '@/lib/runs/read-artifact';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { idParams } from './describe-route';

const params = idParams.extend({ artifactId: idParams.shape.id });

/** What a run has brought besides data. */
export function runArtifactRoutes({ services, authenticate }: ApiContext) {
  const common = {
    method: 'get' as const,
    'x-permission': 'runs:read' as const,
    tags: ['runs'],
    middleware: [authenticate.member],
    request: { params },
  };
  const screenshot = createRoute({
    ...common,
    path: '/api/v1/runs/{id}/screenshots/{artifactId}',
    summary: 'A screenshot of a run, with secret fields masked',
    responses: {
      200: { description: 'The picture.', content: { 'image/png': { schema: z.string() } } },
    },
  });
  const file = createRoute({
    ...common,
    path: '/api/v1/runs/{id}/files/{artifactId}',
    summary: 'A file that a run has downloaded',
    responses: {
      200: { description: 'The file.', content: { 'application/octet-stream': { schema: z.string() } } },
    },
  });

  return newRoutes()
    .openapi(screenshot, async (c) => {
      const { id: runId, artifactId } = c.req.valid('param');
      const input = { runId, artifactId, kind: 'screenshot' as const };
      const { contentType, body } = await readArtifact(services, c.get('actor'), input);
      return c.body(new Uint8Array(body), 200, { 'content-type': contentType });
    })
    .openapi(file, async (c) => {
      const { id: runId, artifactId } = c.req.valid('param');
      const input = { runId, artifactId, kind: 'file' as const };
      const { name, body } = await readArtifact(services, c.get('actor'), input);
      // Always bytes to save, whatever the site called them: shown in a tab, they would be a page of ours.
      return c.body(new Uint8Array(body), 200, {
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      });
    });
}
