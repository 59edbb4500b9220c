import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import pg from 'pg';
import { resolveLogin } from '@/lib/resolver/resolve-login';
import { atMost, type Measure } from '../secrets/report';
import { takeTurns } from '../secrets/take-turns';
import type { World } from './world';

/**
 * A cached resolve against the least that could be done: one look-up by primary key, by a role that no row-level
 * security holds back, through a pool of the same kind, and one AES-GCM decryption with a key that is at hand.
 */
export async function cachedMeasure(world: World): Promise<Measure[]> {
  const { services } = world;
  const [key] = await world.entries(1, { cacheTtlSeconds: 3600 });
  if (!key) throw new Error('no entry');
  await resolveLogin(services, key);
  const floor = await openFloor(world.databaseUrl, 350);
  const medians = await takeTurns(
    { ours: () => resolveLogin(services, key), floor: () => floor.run() },
    { rounds: 4_000, warmUp: 500, seconds: 15 },
  );
  await floor.close();
  return [atMost('cached_resolve_ms_vs_one_read_and_one_decryption', medians.ours, medians.floor, 1.5)];
}

export interface Floor {
  run(): Promise<Buffer>;
  close(): Promise<void>;
}

export async function openFloor(databaseUrl: string, bytes: number): Promise<Floor> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 12 });
  // The database is stopped at the end, with or without it.
  pool.on('error', () => {});
  const id = randomBytes(16).toString('hex');
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const bound = randomBytes(120);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(bound);
  const sealed = Buffer.concat([cipher.update(randomBytes(bytes)), cipher.final(), cipher.getAuthTag()]);
  await pool.query(
    'create table if not exists bench_floor (id text primary key, sealed bytea, expires_at timestamptz)',
  );
  await pool.query('insert into bench_floor values ($1, $2, now())', [id, sealed]);
  const statement = { name: 'floor', text: 'select sealed, expires_at from bench_floor where id = $1' };
  return {
    async run() {
      const { rows } = await pool.query<{ sealed: Buffer }>({ ...statement, values: [id] });
      const found = rows[0]?.sealed ?? Buffer.alloc(0);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
      decipher.setAAD(bound);
      decipher.setAuthTag(found.subarray(-16));
      const plain = decipher.update(found.subarray(0, -16));
      decipher.final();
      return plain;
    },
    close: () => pool.end(),
  };
}
