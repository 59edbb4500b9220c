import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Secret } from '@/lib/kernel/secret';
import { createLog } from '@/lib/log';
import { guardProcess } from '@/lib/server/guard-process';

/**
 * A process of the product in its last moments: guarded as the server and the worker are, it came to hold secrets, and then
 * something fails whose words quote them all.
 */
const { databaseUrl, kek, secrets, marker } = z
  .object({ databaseUrl: z.string(), kek: z.string(), secrets: z.array(z.string()), marker: z.string() })
  .parse(JSON.parse(readFileSync(0, 'utf8')));
const log = createLog('crash', 'trace');
guardProcess({ databaseUrl, kek: Buffer.from(kek, 'base64'), formerKeks: [] }, log);
for (const secret of secrets) Secret.of(secret);

const words = [marker, databaseUrl, kek, ...secrets].join(' ');
const error = Object.assign(new Error(words, { cause: new Error(words) }), { config: { data: secrets } });
error.name = 'Error';

switch (process.argv[2]) {
  case 'exception':
    setImmediate(() => {
      throw error;
    });
    break;
  case 'rejection':
    void Promise.reject(error);
    break;
  default:
    console.error(error);
    console.log('%s %o', marker, secrets);
    process.emitWarning(words);
    process.stderr.write(Buffer.from(words));
    log.error({ err: error, words, secrets }, words);
}
