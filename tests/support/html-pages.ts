import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface HtmlAnswer {
  status?: number;
  headers?: Record<string, string>;
  html: string;
}

/** What a page answers: markup, a full answer, or null for never answering. */
export type HtmlPage = string | ((request: { method: string; body: string }) => HtmlAnswer | null);

/** A site of a few hand-written pages, for markup that the demo site does not have. */
export async function startHtmlPages(pages: Record<string, HtmlPage>, host = '127.0.0.1') {
  const requests: { method: string; path: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    requests.push({ method: request.method ?? 'GET', path, body });
    answer(pages[path], { method: request.method ?? 'GET', body }, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    host: `${host}:${port}`,
    url: `http://${host}:${port}`,
    /** Every request so far, oldest first. */
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function answer(
  page: HtmlPage | undefined,
  request: { method: string; body: string },
  response: ServerResponse,
) {
  const content = typeof page === 'function' ? page(request) : page;
  if (content === null) return;
  const full =
    typeof content === 'string' ? { html: content } : (content ?? { status: 404, html: 'Not found' });
  response.writeHead(full.status ?? 200, { 'content-type': 'text/html; charset=utf-8', ...full.headers });
  response.end(full.html);
}
