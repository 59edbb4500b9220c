import type pg from 'pg';
import { COMMIT, connectTo, enter, inOneWrite, pipelinedPool, type Statement } from './workspace-reader';

const BEGIN: Statement = { name: 'begin', text: 'begin', values: [] };

/**
 * Small transactions of one workspace in two round trips: a SELECT, and the statement that follows from what it found.
 * The same discipline as `withWorkspace`, for the one write that goes with every read of a secret: an interactive
 * transaction of Prisma takes eight times the CPU.
 */
export class WorkspaceWriter {
  readonly #pool: pg.Pool;

  constructor(url: string, maxConnections: number) {
    this.#pool = pipelinedPool(url, 'latchkey-write', maxConnections);
  }

  /** Resolves once it is committed. Should the switch of role fail, all that was sent behind it is refused. */
  async readThenWrite<Row>(
    workspaceId: string,
    read: Statement,
    write: (rows: Row[]) => Statement,
  ): Promise<void> {
    const client = await connectTo(this.#pool);
    const sent: Promise<unknown>[] = [];
    const send = <Row>({ values, ...statement }: Statement) => {
      const answer = client.query<pg.QueryResultRow & Row>({ ...statement, values: [...values] });
      // The first that fails is the one that is thrown, below; the others are not nobody's.
      answer.catch(() => {});
      sent.push(answer);
      return answer;
    };
    try {
      const { rows } = await inOneWrite(client, () => {
        send(BEGIN);
        send(enter(workspaceId));
        return send<Row>(read);
      });
      const following = write(rows);
      inOneWrite(client, () => [send(following), send(COMMIT)]);
      await Promise.all(sent);
      client.release();
    } catch (error) {
      // A connection that is dropped takes its transaction with it.
      await Promise.allSettled(sent);
      client.release(true);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
