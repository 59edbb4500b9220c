import type { Frame, Page, Request, Response } from 'playwright-core';

/**
 * Follows what the main frame loads: how the last document was answered, whether one is on its way, and whether
 * anything happened since a form was sent. Reads no bodies, and of headers only whether one asks for HTTP
 * authentication.
 */
export class NetworkWatch {
  readonly #page: Page;
  readonly #open = new Set<Request>();
  #documents = 0;
  #status: number | null = null;
  #failure: string | null = null;
  #sentStatus: number | null = null;
  #challenge = false;
  #read = false;
  #wake: () => void = () => {};

  constructor(page: Page) {
    this.#page = page;
    page.on('request', this.#onRequest);
    page.on('response', this.#onResponse);
    page.on('requestfinished', this.#onEnd);
    page.on('requestfailed', this.#onFailed);
    page.on('framenavigated', this.#onNavigated);
    page.on('domcontentloaded', this.#onRead);
  }

  stop(): void {
    this.#page.off('request', this.#onRequest);
    this.#page.off('response', this.#onResponse);
    this.#page.off('requestfinished', this.#onEnd);
    this.#page.off('requestfailed', this.#onFailed);
    this.#page.off('framenavigated', this.#onNavigated);
    this.#page.off('domcontentloaded', this.#onRead);
  }

  /** Counts documents and address changes within one. */
  get documents(): number {
    return this.#documents;
  }

  /** HTTP status of the last document, null before the first. */
  get status(): number | null {
    return this.#status;
  }

  /** Chromium's name of the error that kept the last document away, for example net::ERR_CONNECTION_REFUSED. */
  get failure(): string | null {
    return this.#failure;
  }

  /** HTTP status of the last background request that sent something, since `forgetSent`. */
  get sentStatus(): number | null {
    return this.#sentStatus;
  }

  /** The last document was refused with a demand for HTTP authentication, which no form can answer. */
  get challenge(): boolean {
    return this.#challenge;
  }

  /** True while a document or a request that sends something has not been answered. */
  get busy(): boolean {
    return this.#open.size > 0;
  }

  /** True while a document of the main frame has not been answered. */
  get loading(): boolean {
    return [...this.#open].some((request) => this.#isDocument(request));
  }

  /** Resolves when the markup of a document is complete that came after `forgetRead`; never otherwise. */
  documentRead(): Promise<void> {
    return this.#read ? Promise.resolve() : new Promise((resolve) => (this.#wake = resolve));
  }

  forgetRead(): void {
    this.#read = false;
  }

  forgetSent(): void {
    this.#sentStatus = null;
    this.#open.clear();
  }

  readonly #onRequest = (request: Request) => {
    if (this.#isDocument(request)) {
      // A new document replaces one that was still loading.
      for (const open of this.#open) if (this.#isDocument(open)) this.#open.delete(open);
      this.#failure = null;
    }
    if (this.#isDocument(request) || sends(request)) this.#open.add(request);
  };

  readonly #onResponse = (response: Response) => {
    const request = response.request();
    if (this.#isDocument(request)) {
      this.#status = response.status();
      this.#challenge = response.status() === 401 && 'www-authenticate' in response.headers();
    } else if (sends(request)) this.#sentStatus = response.status();
    this.#open.delete(request);
  };

  readonly #onEnd = (request: Request) => {
    this.#open.delete(request);
  };

  readonly #onFailed = (request: Request) => {
    const failure = request.failure()?.errorText ?? 'failed';
    // A download, or a document replaced by the next one, is no failure of the site.
    if (this.#isDocument(request) && failure !== 'net::ERR_ABORTED') this.#failure = failure;
    this.#open.delete(request);
  };

  readonly #onRead = () => {
    this.#read = true;
    this.#wake();
  };

  readonly #onNavigated = (frame: Frame) => {
    if (frame === this.#page.mainFrame()) this.#documents += 1;
  };

  #isDocument(request: Request): boolean {
    // `frame()` throws for a service worker's request.
    return (
      request.isNavigationRequest() &&
      request.serviceWorker() === null &&
      request.frame() === this.#page.mainFrame()
    );
  }
}

function sends(request: Request): boolean {
  return request.method() !== 'GET' && ['fetch', 'xhr'].includes(request.resourceType());
}
