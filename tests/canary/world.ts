import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { findChromium } from '@/scripts/browser.mjs';
import { startEmbedded } from '@/scripts/embedded-pg.mjs';
import { freePort, type StartedProduct, startProduct } from '@/tests/e2e/started-product';
import { DUMP_ON_SIGNAL, type MemoryFindings, searchMemory } from '@/tests/heap/search-memory';
import { type Answer, type Call, callProduct } from './calls';
import { codesBetween } from './codes';
import type { CanaryDatabase } from './database';
import type { Canary } from './encodings';
import { OtherSide } from './other-side';
import { ProcessWatch } from './processes';
import type { CanaryScan } from './scan';
import { awkwardSecret, databasePassword, demoFile, newSeed, workspaceKey } from './secrets';

const demoSays = z.object({
  url: z.url(),
  email: z.string(),
  password: z.string(),
  workspace: z.string(),
  api_key: z.string(),
  api_encryption_key: z.string(),
  sandbox: z.object({
    control_url: z.url(),
    service_account_token: z.string(),
    connect_host: z.url(),
    connect_token: z.string(),
  }),
  site: z.object({ url: z.url() }),
});
const made = z.object({ id: z.uuid() });

/** Someone with a one-time password, whom the demo's entry `acme-prod` signs in, and someone without, for `grace`. */
export const ADA = { name: 'ada@acme.example', item: 'Acme Prod Login' };
export const GRACE = { name: 'grace@acme.example', item: 'Northwind Orders' };

/**
 * The built product as `npm start` runs it, with secrets planted in it, and everything it says kept for the scan. The
 * 1Password and the site beside it are the sandbox's.
 */
export class CanaryWorld {
  readonly canaries: Record<string, Canary> = {};
  /** A text that is no secret: where it is not found, nothing was looked at. */
  readonly marker = `marker-${randomUUID()}`;
  readonly otherSide: OtherSide;
  readonly processes: ProcessWatch;
  readonly #heard: Array<{ sink: string; place: string; bytes: Buffer | string }> = [];
  readonly #receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    this.hear('webhooks', 'headers', JSON.stringify(request.headers));
    this.hear('webhooks', 'body', Buffer.concat(chunks));
    response.end();
  });

  private constructor(
    readonly folder: string,
    readonly database: CanaryDatabase,
    readonly demo: z.infer<typeof demoSays>,
    private readonly product: StartedProduct,
    private readonly stopDatabase: () => Promise<void>,
  ) {
    this.otherSide = new OtherSide(this.demo.sandbox.control_url, this.demo.site.url);
    this.processes = new ProcessWatch(product.supervisor.pid ?? 0);
  }

  static async start(): Promise<CanaryWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-canary-'));
    const [data, tmp] = [join(folder, 'data'), join(folder, 'tmp')];
    for (const one of [tmp, join(folder, 'heap')]) mkdirSync(one);
    const kek = randomBytes(32);
    const { url, stop } = await startEmbedded({ dir: join(folder, 'postgres'), throwaway: true });
    let product: StartedProduct | undefined;
    try {
      product = await startProduct(data, await freePort(), {
        DATABASE_URL: url,
        LATCHKEY_KEK: kek.toString('base64'),
        LATCHKEY_ALLOW_OP_CLI: '1',
        NODE_ENV: 'production',
        TMPDIR: tmp,
        LOG_LEVEL: 'trace',
        WEBHOOK_ALLOWED_TARGETS: '127.0.0.1:*',
        CHROMIUM_PATH: await findChromium(),
        NODE_OPTIONS: `--require=${DUMP_ON_SIGNAL}`,
        LATCHKEY_TEST_HEAP_FOLDER: join(folder, 'heap'),
      });
      const database = { url, folder: join(folder, 'postgres') };
      const world = new CanaryWorld(folder, database, demoSays.parse(demoFile(data)), product, stop);
      await new Promise<void>((resolve) => world.#receiver.listen(0, '127.0.0.1', resolve));
      await world.#plant(kek);
      return world;
    } catch (error) {
      await product?.stop();
      await stop();
      throw error;
    }
  }

  get dataFolder(): string {
    return join(this.folder, 'data');
  }

  /** Of the product, its browsers and the programs of this suite. */
  get temporaryFolder(): string {
    return join(this.folder, 'tmp');
  }

  /** Passwords and codes of these moments that are in the memory of the worker. */
  async searchMemoryOfWorker(from: number): Promise<MemoryFindings> {
    const seed = String(this.canaries['one-time password seed']);
    const codes = await codesBetween(seed, from, Date.now());
    const passwords = Object.entries(this.canaries).filter(([name]) => /^password P|^extra/.test(name));
    const sought = { ...Object.fromEntries(passwords), ...codes };
    return searchMemory(this.product.pidOf('worker'), join(this.folder, 'heap'), sought);
  }

  /** Where people's own scripts leave traces, HARs and pictures. */
  get scriptsFolder(): string {
    return join(this.folder, 'scripts');
  }

  get receiverUrl(): string {
    const address = this.#receiver.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`;
  }

  hear(sink: string, place: string, bytes: Buffer | string): void {
    this.#heard.push({ sink, place, bytes });
  }

  scanHeard(scan: CanaryScan): void {
    for (const { sink, place, bytes } of this.#heard) scan.look(sink, place, bytes);
  }

  /** As a program: with the key. */
  key(line: string, call: Call = {}): Promise<Answer> {
    return this.send(line, { ...call, headers: { 'cc-key': this.demo.api_key, ...call.headers } });
  }

  /** The id of what was made; that it was made is not this suite's question, but without it nothing follows. */
  async make(line: string, body: object): Promise<string> {
    const answer = await this.key(line, { body });
    const { data } = made.safeParse(answer.body);
    if (!data) throw new Error(`${line}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return data.id;
  }

  /** As a person at a page. */
  person(line: string, call: Call = {}): Promise<Answer> {
    const cookie = String(this.canaries['session cookie'] ?? '');
    const headers = { cookie, origin: this.demo.url, 'x-workspace': this.demo.workspace };
    return this.send(line, { ...call, headers: { ...headers, ...call.headers } });
  }

  send(line: string, call: Call): Promise<Answer> {
    return callProduct(this.demo.url, line, call, (...heard) => this.hear(...heard));
  }

  /** Ends the product as an operator does; what it printed is heard then. */
  async stop(): Promise<void> {
    this.processes.stop();
    await this.product.stop();
    // How to sign in to the demo is told once.
    this.hear('output of npm start', '', this.product.output().replace(this.demo.password, ''));
    this.#receiver.closeAllConnections();
    this.#receiver.close();
  }

  async remove(): Promise<void> {
    await this.stopDatabase();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #plant(kek: Buffer): Promise<void> {
    const [password, plainPassword, extra, seed] = [
      awkwardSecret(),
      awkwardSecret(),
      awkwardSecret(),
      newSeed(),
    ];
    await this.otherSide.changeItem(ADA.item, { password, totp: `otpauth://totp/Acme:ada?secret=${seed}` });
    await this.otherSide.changeUser(ADA.name, { password, totp_secret: seed });
    await this.otherSide.addUser(GRACE.name, plainPassword);
    await this.otherSide.changeItem(GRACE.item, {
      username: GRACE.name,
      password: plainPassword,
      websites: [this.demo.site.url],
      fields: [{ label: 'pin', value: extra, type: 'concealed' }],
    });
    const signedIn = await this.send('POST /api/auth/sign-in/email', {
      body: { email: this.demo.email, password: this.demo.password },
      headers: { origin: this.demo.url },
      showsSecret: true,
    });
    Object.assign(this.canaries, {
      'service-account token': this.demo.sandbox.service_account_token,
      'Connect token': this.demo.sandbox.connect_token,
      'password P0': password,
      'password P0 of a second item': plainPassword,
      'extra secret': extra,
      'one-time password seed': seed,
      'API key': this.demo.api_key,
      'session cookie': cookieOf(signedIn.headers),
      'cookie of a kept session': `kept-${randomUUID()}-${randomUUID()}`,
      'workspace key': await workspaceKey(this.database, kek),
      'key-encryption key': kek,
      'API encryption key': this.demo.api_encryption_key,
      'webhook secret': `whs-${randomUUID()}-${randomUUID()}`,
      'a person’s password': this.demo.password,
      'password of the database': databasePassword(this.database),
    });
  }
}

function cookieOf(headers: Headers): string {
  const cookie = headers.getSetCookie().find((one) => one.includes('session_token')) ?? '';
  return cookie.split(';')[0] ?? '';
}
