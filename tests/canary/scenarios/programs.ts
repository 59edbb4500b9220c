import { buildCommand, startCommand } from '@/tests/support/built-command';
import type { Scenario } from '../scenario';
import { GRACE } from '../world';

/** Values in entries, over the API, through the command; asked for rightly and wrongly. */
export const programs: Scenario = {
  name: 'programs',
  async play(world) {
    await buildCommand();
    const password = String(world.canaries['password P0']);
    const extra = String(world.canaries['extra secret']);
    const domain = world.demo.site.url;
    const entry = { permissioned_user_id: world.marker, domain, source: 'stored', username: 'ada', password };
    await world.make('POST /api/v1/entries', entry);
    await world.key('POST /api/v1/entries', { body: entry });
    await world.key('POST /api/v1/entries', { body: { ...entry, domain: password, tfa_method: password } });
    await world.key('POST /vault', {
      body: { permissioned_user_id: 'plain', domain, user_name: 'ada', password },
    });
    await world.key('POST /api/v1/api-encryption-key/reveal', { body: { password } });
    const { id, vaultId } = await world.otherSide.itemNamed(GRACE.item);
    const references = [`op://${vaultId}/${id}/pin`];
    const names = [{ permissioned_user_id: 'grace', references }, { permissioned_user_id: world.marker }];
    await world.key('POST /api/v1/resolve', { body: { entries: names } });
    await world.key('POST /api/v1/resolve', { body: { entries: [{ permissioned_user_id: password }] } });
    await world.key('POST /api/v1/resolve', {
      body: { entries: [{ permissioned_user_id: 'grace', references: [`op://x/${extra}/pin`] }] },
    });
    await world.key(`GET /vault?permissioned_user_id=${world.marker}`);
    await world.send('GET /api/v1/entries', { headers: { 'cc-key': `${world.demo.api_key}x` } });
    await world.send('POST /api/auth/sign-in/email', {
      body: { email: world.demo.email, password },
      headers: { origin: world.demo.url },
    });
    await Promise.all(COMMANDS.map((args) => command(world, args)));
  },
};

const PRINT = `console.log(process.env.MARKER, process.env.P, Buffer.from('u:' + process.env.P).toString('base64'));
  console.error(JSON.stringify(process.env)); process.exit(3)`;
const COMMANDS = [['run', '--keep-keys', '--', process.execPath, '-e', PRINT], ['whoami'], ['otp', 'nobody']];

async function command(world: Parameters<Scenario['play']>[0], args: string[]): Promise<void> {
  const { stdout, stderr } = await startCommand(args, {
    PATH: process.env.PATH ?? '',
    HOME: world.folder,
    MARKER: world.marker,
    LATCHKEY_URL: world.demo.url,
    LATCHKEY_API_KEY: world.demo.api_key,
    LATCHKEY_ENCRYPTION_KEY: world.demo.api_encryption_key,
    P: `lk://${world.marker}/password`,
  }).ended;
  world.hear('output of latchkey', args[0] ?? '', stdout);
  world.hear('output of latchkey', args[0] ?? '', stderr);
}
