import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';

export interface ScriptedServer {
  port: number;
  /** `METHOD /path` of each request, in the order of arrival. */
  requests: string[];
  /** Sockets accepted so far. */
  sockets: number;
  /** What happens to the next requests; the last one stays. */
  answer: RequestListener;
  close(): Promise<void>;
}

/** A server that does what it is told, on this machine, over TLS when given a certificate. */
export async function startScripted(answer: RequestListener, tls?: ServerOptions): Promise<ScriptedServer> {
  const open = new Set<Socket>();
  const listener: RequestListener = (request, response) => {
    scripted.requests.push(`${request.method} ${request.url}`);
    scripted.answer(request, response);
  };
  const server: Server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  server.on('connection', (socket: Socket) => {
    scripted.sockets += 1;
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const scripted: ScriptedServer = {
    port: typeof address === 'object' && address ? address.port : 0,
    requests: [],
    sockets: 0,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
  return scripted;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

export function text(body: string, status = 200, headers: Record<string, string> = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
}
