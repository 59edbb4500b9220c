export interface Call {
  body?: unknown;
  /** Nothing of the answer is kept: it is the one that shows a secret to whom it belongs to. */
  showsSecret?: boolean;
  headers?: Record<string, string>;
  /** How long a stream is listened to that does not end by itself. */
  withinMs?: number;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Where something was heard, more precisely where, and what. */
export type Hear = (sink: string, place: string, bytes: Buffer | string) => void;

/** `GET /path` of the product; what it answers is heard, headers too. */
export async function callProduct(url: string, line: string, call: Call, hear: Hear): Promise<Answer> {
  const { body, headers = {}, showsSecret = false, withinMs = 600_000 } = call;
  const [method = 'GET', path = '/'] = line.split(' ');
  const response = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const bytes = await heardOf(response, withinMs);
  if (!showsSecret) {
    hear(sinkOf(path, response), line, bytes);
    hear('headers of answers', line, JSON.stringify([...response.headers]));
  }
  return { status: response.status, headers: response.headers, body: parsed(bytes) };
}

function sinkOf(path: string, response: Response): string {
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) return 'streams';
  if (path.includes('/audit/export')) return 'audit export';
  if (/^\/(w|sign-in|sign-up)\b/.test(path)) return 'pages';
  return 'answers';
}

async function heardOf(response: Response, withinMs: number): Promise<Buffer> {
  const reader = response.body?.getReader();
  if (!reader) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  const timer = setTimeout(() => void reader.cancel(), withinMs);
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
