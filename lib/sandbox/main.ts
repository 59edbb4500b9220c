import { join } from 'node:path';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT, seedDemoContent } from './onepassword/seed-demo-content';
import { startOnePassword } from './onepassword/start';
import { writePrivateJson } from './onepassword/store/state-file';
import { choosePort, onPort, portOf, rememberedPorts, rememberPorts } from './ports';
import { startSite } from './site/start';

/**
 * The sandbox as a process: the 1Password stand-in and the demo site whose login is in it.
 *
 * Promises: addresses and tokens are the same after a restart; it reports ready only when both answer; it ends
 * with its parent. Configured by DATA_DIR, HOST, SANDBOX_PORT and SITE_PORT.
 */
async function main(): Promise<void> {
  const folder = join(process.env.DATA_DIR || './data', 'sandbox');
  const host = process.env.HOST || '127.0.0.1';
  const portsFile = join(folder, 'ports.json');
  const remembered = rememberedPorts(portsFile);

  const sitePort = choosePort('SITE_PORT', remembered?.site);
  const site = await onPort('the demo site', 'SITE_PORT', sitePort, () =>
    startSite({ port: sitePort, host }),
  );
  const port = choosePort('SANDBOX_PORT', remembered?.onepassword);
  const onepassword = await onPort('the 1Password sandbox', 'SANDBOX_PORT', port, () =>
    startOnePassword({
      port,
      host,
      stateFile: join(folder, 'state.json'),
      seed: (store) => seedDemoContent(store, site.url),
    }),
  );
  rememberPorts(portsFile, { onepassword: portOf(onepassword.url), site: portOf(site.url) });

  const addresses = {
    url: onepassword.url,
    control_url: onepassword.controlUrl,
    service_account_token: onepassword.token(READ_WRITE_ACCOUNT),
    service_account_token_read_only: onepassword.token(READ_ONLY_ACCOUNT),
    site: { url: site.url },
  };
  writePrivateJson(join(folder, 'addresses.json'), addresses);
  endWithParent(async () => {
    await Promise.all([site.close(), onepassword.close()]);
  });
  process.send?.({ type: 'ready' });
  if (process.env.LATCHKEY_PRINT === '1' || !process.send) console.log(JSON.stringify(addresses, null, 2));
}

function endWithParent(close: () => Promise<void>): void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    close().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  process.once('disconnect', end);
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

main().catch(fail);
