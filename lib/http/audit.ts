import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { exportAuditRecords } from '@/lib/audit-log/export-audit-records';
import { listAuditRecords } from '@/lib/audit-log/list-audit-records';
import { readAuditHead } from '@/lib/audit-log/read-audit-head';
import { verifyAuditLog } from '@/lib/audit-log/verify-audit-log';
import {
  auditHead,
  auditRecord,
  auditVerification,
  exportAuditQuery,
  listAuditQuery,
  verifyAuditQuery,
} from '@/lib/contract/audit-log';
import { pageOf } from '@/lib/contract/paging';
import { describeError } from '@/lib/log';
import type { ApiContext } from './api-context';
import { newRoutes } from './api-env';
import { mayRefuse, ok } from './describe-route';
import { oneAtATime } from './one-at-a-time';
import { textStream } from './text-stream';

const PATH = '/api/v1/audit';

export function auditRoutes({ services, authenticate }: ApiContext) {
  const routes = describe(authenticate.member);
  const verifyAlone = oneAtATime(services, 'audit_verification_under_way');
  return newRoutes()
    .openapi(routes.list, async (c) => {
      return c.json(await listAuditRecords(services, c.get('actor'), c.req.valid('query')), 200);
    })
    .openapi(routes.exported, async (c) => {
      const made = await exportAuditRecords(services, c.get('actor'), c.req.valid('query'));
      const body = textStream(made.pieces, (error) =>
        services.log.error(describeError(error), 'an export of the audit log broke off'),
      );
      return c.body(body, 200, {
        'content-type': made.contentType,
        'content-disposition': `attachment; filename="${made.fileName}"`,
      });
    })
    .openapi(routes.verify, async (c) => {
      const actor = c.get('actor');
      const verify = () => verifyAuditLog(services, actor, c.req.valid('query'));
      return c.json(await verifyAlone(actor.workspaceId, verify), 200);
    })
    .openapi(routes.head, async (c) => c.json(await readAuditHead(services, c.get('actor')), 200));
}

function describe(member: ApiContext['authenticate']['member']) {
  const common = {
    method: 'get' as const,
    tags: ['audit'],
    middleware: [member],
    'x-permission': 'audit:read',
  };
  return {
    list: createRoute({
      ...common,
      path: PATH,
      summary: 'What was done in the workspace, newest first',
      request: { query: listAuditQuery },
      responses: ok(pageOf(auditRecord)),
    }),
    exported: createRoute({
      ...common,
      path: `${PATH}/export`,
      summary: 'All matching records as a file, oldest first; the export itself goes on record',
      request: { query: exportAuditQuery },
      responses: {
        200: {
          description: 'JSON lines, CSV, or events of OCSF 1.6.0 as JSON lines.',
          content: {
            'application/x-ndjson': { schema: z.string() },
            'text/csv; charset=utf-8': { schema: z.string() },
          },
        },
      },
    }),
    verify: createRoute({
      ...common,
      path: `${PATH}/verification`,
      summary: 'Read the whole chain and name the first record that is not as it was written',
      ...mayRefuse('audit_verification_under_way'),
      request: { query: verifyAuditQuery },
      responses: ok(auditVerification),
    }),
    head: createRoute({
      ...common,
      path: `${PATH}/head`,
      summary: 'The end of the chain, to be kept elsewhere',
      responses: ok(auditHead),
    }),
  };
}
