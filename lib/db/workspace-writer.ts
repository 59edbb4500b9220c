import type pg from 'pg';
import { invariant } from '@/lib/kernel/assert';
import { isRefused } from './refused-data';
import { COMMIT, connectTo, enter, inOneWrite, pipelinedPool, type Statement } from './workspace-reader';

const BEGIN: Statement = { name: 'begin', text: 'begin', values: [] };

/** What each of the first statements found. */
export type Found = readonly (readonly unknown[])[];

/** Sends statements together; resolves with what they found. */
export type Send = (statements: readonly Statement[]) => Promise<Found>;

/**
 * Small transactions of one workspace, in as few round trips as they have questions. The same discipline as
 * `withWorkspace`, for the writes that programs repeat by the thousand: an interactive transaction of Prisma takes eight
 * times the CPU.
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
        client.query({ values: [...values], ...statement }),
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

  inTwoTrips(
    workspaceId: string,
    first: readonly Statement[],
    then: (found: Found) => readonly Statement[],
  ): Promise<void> {
    return this.inTrips(workspaceId, async (send) => then(await send(first)));
  }

  /**
   * What `work` returns goes out with the commit. Resolves once it is committed. Should the switch of role fail, all that
   * was sent behind it is refused.
   */
  async inTrips(workspaceId: string, work: (send: Send) => Promise<readonly Statement[]>): Promise<void> {
    const client = await connectTo(this.#pool);
    const sent: Promise<pg.QueryResult>[] = [];
    const sendOne = ({ values, ...statement }: Statement) => {
      const answer = client.query({ values: [...values], ...statement });
      // The first that fails is the one that is thrown, below; the others are not nobody's.
      answer.catch(() => {});
      sent.push(answer);
      return answer;
    };
    const sendAll = (statements: readonly Statement[]) =>
      inOneWrite(client, () => {
        const entering = sent.length === 0 ? [BEGIN, enter(workspaceId)] : [];
        return [...entering, ...statements].map(sendOne).slice(entering.length);
      });
    try {
      const following = await work(async (statements) => {
        const found = await Promise.all(sendAll(statements));
        return found.map(({ rows }) => rows);
      });
      sendAll([...following, COMMIT]);
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
