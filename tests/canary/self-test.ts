import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pngWith, zipOf } from '../support/packed-files';
import { ENCODINGS } from './encodings';
import { scanFolder } from './files';
import { type Canaries, CanaryScan } from './scan';

/** One of each kind that the product handles. */
export const SAMPLES: Canaries = {
  'service-account token': `ops_eyJ${randomBytes(300).toString('base64')}`,
  'Connect token': `eyJhbGciOiJFUzI1NiJ9.${randomBytes(90).toString('base64url')}.c2ln`,
  password: `Zq&7 <"Kranich'>/ü%+94`,
  'new password': 'tulip-Harbor-96-quartz',
  'one-time code': '194302',
  'one-time password seed': 'JUI3JUIFFY22BPYTBDC4G5QRMJQFS7XM',
  'API key': `lk_${'aZbY'.repeat(10)}`,
  'session cookie': 'latchkey.session_token=abc.def%2B%3D',
  'workspace key': randomBytes(32),
  'key-encryption key': randomBytes(32),
  'API encryption key': randomBytes(32).toString('hex'),
  'webhook secret': 'whs-5f1c-secret',
};

/** Where such a thing may lie: amid noise, in a log, in a dump, in a trace, in an archive, in a picture. */
const PLACES: ReadonlyArray<(content: Buffer) => Buffer> = [
  (content) =>
    Buffer.concat([randomBytes(5000), Buffer.from('<'), content, Buffer.from('>'), randomBytes(5000)]),
  (content) => Buffer.concat([Buffer.from('{"level":30,"msg":"'), content, Buffer.from('"}\n')]),
  (content) =>
    Buffer.concat([Buffer.from('COPY public.run_event FROM stdin;\n1\t'), content, Buffer.from('\t\\N\n')]),
  (content) => zipOf({ 'a.txt': 'nothing', 'trace.network': content }),
  (content) => gzipSync(content),
  (content) => pngWith('tEXt', Buffer.concat([Buffer.from('Comment\0'), content])),
];

/** Plants each sample in each encoding in a file of its own, and answers what was planted and what of it was found. */
export function selfTest(folder: string): { planted: string[]; found: string[] } {
  mkdirSync(folder, { recursive: true });
  const planted: string[] = [];
  for (const [canary, value] of Object.entries(SAMPLES)) {
    for (const { name, encode } of ENCODINGS) {
      const place = PLACES[planted.length % PLACES.length];
      const file = String(planted.length);
      writeFileSync(join(folder, file), place?.(encode(value)) ?? '');
      planted.push(`${canary}, ${name}, ${file}`);
    }
  }
  const scan = new CanaryScan(SAMPLES);
  scanFolder(scan, 'planted', folder);
  const seen = new Set(scan.findings.map((found) => `${found.canary}, ${found.encoding}, ${found.place}`));
  return { planted, found: planted.filter((one) => seen.has(one)) };
}
