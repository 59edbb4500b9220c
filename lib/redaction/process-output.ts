import { scrubForOperator } from './live-secrets';

type Write = typeof process.stdout.write;

/**
 * What this process prints beside its log: `console`, Next's pages, Node's own warnings. Each print is scrubbed as it
 * comes; one value in two prints is not found, which nothing of ours does.
 */
export function scrubProcessOutput(
  streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr],
): void {
  for (const stream of streams) {
    const write: Write = stream.write.bind(stream);
    const scrubbing = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      const scrubbed = scrubForOperator(text);
      return Reflect.apply(write, stream, [scrubbed === text ? chunk : scrubbed, ...rest]);
    };
    stream.write = scrubbing;
  }
}
