import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Stands for server, worker or sandbox: reports its pid, ends as the real ones must, and crashes when told to. */
const name = process.argv[2];
const folder = path.join(process.env.DATA_DIR, 'fakes');
mkdirSync(folder, { recursive: true });
appendFileSync(path.join(folder, `${name}.pids`), `${process.pid}\n`);
const { DATABASE_URL, LATCHKEY_KEK, LATCHKEY_KEK_FILE, LATCHKEY_SANDBOX_ADDRESSES, PORT } = process.env;
const seen = {
  DATABASE_URL,
  LATCHKEY_KEK,
  LATCHKEY_KEK_FILE,
  LATCHKEY_SANDBOX_ADDRESSES,
  PORT,
  argv: process.argv.slice(2),
};
writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(seen));

process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => {
  if (existsSync(path.join(folder, `${name}.deaf`))) return;
  appendFileSync(path.join(folder, 'drained'), `${name}\n`);
  process.exit(0);
});
process.on('message', () => {});
setInterval(() => {
  if (existsSync(path.join(folder, `${name}.crash`))) process.exit(7);
}, 20);

if (existsSync(path.join(folder, `${name}.dead-on-arrival`))) {
  console.error('cannot read my configuration');
  process.exit(3);
}
if (name === 'sandbox') {
  const file = process.env.LATCHKEY_SANDBOX_ADDRESSES;
  mkdirSync(path.dirname(file), { recursive: true });
  const addresses = {
    url: 'http://127.0.0.1:1',
    service_account_token: 'ops_never-shown',
    site: { url: 'http://127.0.0.1:2' },
  };
  writeFileSync(file, JSON.stringify(addresses), { mode: 0o600 });
}
if (name === 'server' && process.env.LATCHKEY_DEMO === '1') {
  const demo = {
    url: 'http://127.0.0.1:3',
    email: 'ada@example.test',
    password: 'shown-to-people',
    api_key: 'key-never-shown',
  };
  writeFileSync(path.join(process.env.DATA_DIR, 'demo.json'), JSON.stringify(demo), { mode: 0o600 });
}
process.send({ type: 'ready' });
