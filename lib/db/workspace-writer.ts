import type pg from 'pg';
import { invariant } from '@/lib/kernel/assert';
import { isRefused } from './refused-data';
import { COMMIT, connectTo, enter, inOneWrite, pipelinedPool, type Statement } from './workspace-reader';

const BEGIN: Statement = { name: 'begin', text: 'begin', values: [] };

/** What each of the first statements found. */
export type Found = readonly (readonly unknown[])[];

/**
 * Small transactions of one workspace: statements in one round trip, or in two, where some follow from what others found.
 * The same discipline as `withWorkspace`, for the writes that programs repeat by the thousand: an interactive transaction
 * of Prisma takes eight times the CPU.
 */
export class WorkspaceWriter {
  readonly #pool: pg.Pool;

  constructor(url: string, maxConnections: number) {
    this.#pool = pipelinedPool(url, 'latchkey-write', maxConnections);
  }

  /** Resolves once they are committed, or rejects with the first refusal: then nothing is. */
  async inOneTrip(workspaceId: string, statements: readonly Statement[]): Promise<Found> {
    const client = await connectTo(this.#pool);
    const sent = inOneWrite(client, () =>
      [BEGIN, enter(workspaceId), ...statements, COMMIT].map(({ values, ...statement }) =>
        client.query({ ...statement, values: [...values] }),
      ),
    );
    // The commit is behind all else: once everything is answered, a transaction that was refused is over.
    const answers = await Promise.allSettled(sent);
    const failure = answers.find((answer) => answer.status === 'rejected');
    client.release(failure !== undefined && !isRefused(failure.reason));
    if (failure) throw failure.reason;
    const results = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    invariant(results.at(-1)?.command === 'COMMIT', 'a transaction without a refusal is committed');
    return results.slice(2, -1).map(({ rows }) => rows);
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
