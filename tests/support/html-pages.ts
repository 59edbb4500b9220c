import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface HtmlAnswer {
  status?: number;
  headers?: Record<string, string | string[]>;
  html: string;
}

export interface HtmlRequest {
  method: string;
  body: string;
  /** Of the request's header; empty without one. */
  cookie: string;
}

/** What a page answers: markup, a full answer, or null for never answering. */
export type HtmlPage = string | ((request: HtmlRequest) => HtmlAnswer | null | Promise<HtmlAnswer>);

/** A site of a few hand-written pages, for markup that the demo site does not have. */
export async function startHtmlPages(pages: Record<string, HtmlPage>, host = '127.0.0.1') {
  const requests: Array<HtmlRequest & { path: string; userAgent: string }> = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const { cookie = '', 'user-agent': userAgent = '' } = request.headers;
    const seen = { method: request.method ?? 'GET', body, cookie };
    requests.push({ ...seen, path, userAgent });
    await answer(pages[path], seen, response);
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

async function answer(page: HtmlPage | undefined, request: HtmlRequest, response: ServerResponse) {
  const content = typeof page === 'function' ? await page(request) : page;
  if (content === null) return;
  const full =
    typeof content === 'string' ? { html: content } : (content ?? { status: 404, html: 'Not found' });
  response.writeHead(full.status ?? 200, { 'content-type': 'text/html; charset=utf-8', ...full.headers });
  response.end(full.html);
}
