import { createServer } from 'node:http';

export interface Received {
  path: string;
  signature: string;
  body: string;
}

export interface WebhookReceiver {
  url: string;
  received: Received[];
  /** What the next requests are answered with; 200 when there is nothing left. */
  answers: number[];
  close(): Promise<void>;
}

/** Somebody's server on loopback that keeps what it is told. A status of 302 points back at itself. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        signature: String(request.headers['x-hmac-signature'] ?? ''),
        body,
      });
      response.writeHead(answers.shift() ?? 200, { location: '/elsewhere' });
      response.end('noted');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
