import type pg from 'pg';
import { COMMIT, connectTo, enter, inOneWrite, pipelinedPool, type Statement } from './workspace-reader';

const BEGIN: Statement = { name: 'begin', text: 'begin', values: [] };

/** What each of the first statements found. */
export type Found = readonly (readonly unknown[])[];

/**
 * Small transactions of one workspace in two round trips: some statements, and those that follow from what they found.
 * The same discipline as `withWorkspace`, for the writes that programs repeat by the thousand: an interactive transaction
 * of Prisma takes eight times the CPU.
 */
export class WorkspaceWriter {
  readonly #pool: pg.Pool;

  constructor(url: string, maxConnections: number) {
    this.#pool = pipelinedPool(url, 'latchkey-write', maxConnections);
  }

  /** Resolves once it is committed. Should the switch of role fail, all that was sent behind it is refused. */
  async inTwoTrips(
    workspaceId: string,
    first: readonly Statement[],
    then: (found: Found) => readonly Statement[],
  ): Promise<void> {
    const client = await connectTo(this.#pool);
    const sent: Promise<pg.QueryResult>[] = [];
    const send = ({ values, ...statement }: Statement) => {
      const answer = client.query({ ...statement, values: [...values] });
      // The first that fails is the one that is thrown, below; the others are not nobody's.
      answer.catch(() => {});
      sent.push(answer);
      return answer;
    };
    try {
      const found = await inOneWrite(client, () => {
        send(BEGIN);
        send(enter(workspaceId));
        return Promise.all(first.map(send));
      });
      const following = then(found.map(({ rows }) => rows));
      inOneWrite(client, () => [...following, COMMIT].map(send));
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
