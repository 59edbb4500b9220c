import { join } from 'node:path';
import { READ_ONLY_ACCOUNT, READ_WRITE_ACCOUNT, seedDemoContent } from './onepassword/seed-demo-content';
import { type OnePasswordSandbox, startOnePassword } from './onepassword/start';
import { writePrivateJson } from './onepassword/store/state-file';
import { writeOpLauncher } from './op/launcher';
import { choosePort, onPort, portOf, rememberedPorts, rememberPorts } from './ports';
import { type DemoSite, startSite } from './site/start';

/**
 * The sandbox as a process: the 1Password stand-ins and the demo site whose login is in them.
 *
 * Promises: addresses and tokens are the same after a restart, and vault and site still agree on the password; it
 * reports ready only when all answer; it ends with its parent. Configured by DATA_DIR, HOST, SANDBOX_PORT,
 * SANDBOX_CONNECT_PORT and SITE_PORT.
 */
async function main(): Promise<void> {
  const folder = join(process.env.DATA_DIR || './data', 'sandbox');
  const host = process.env.HOST || '127.0.0.1';
  const portsFile = join(folder, 'ports.json');
  const remembered = rememberedPorts(portsFile);

  const sitePort = choosePort('SITE_PORT', remembered?.site);
  const site = await onPort([{ what: 'the demo site', number: sitePort, variable: 'SITE_PORT' }], () =>
    startSite({ port: sitePort, host, stateFile: join(folder, 'site.json') }),
  );
  const port = choosePort('SANDBOX_PORT', remembered?.onepassword);
  const connectPort = choosePort('SANDBOX_CONNECT_PORT', remembered?.connect);
  const claims = [
    { what: 'the 1Password sandbox', number: port, variable: 'SANDBOX_PORT' },
    { what: 'the Connect sandbox', number: connectPort, variable: 'SANDBOX_CONNECT_PORT' },
  ];
  const onepassword = await onPort(claims, () =>
    startOnePassword({
      port,
      connectPort,
      host,
      stateFile: join(folder, 'state.json'),
      seed: (store) => seedDemoContent(store, site.url),
    }),
  );
  rememberPorts(portsFile, {
    onepassword: portOf(onepassword.url),
    connect: portOf(onepassword.connect.url),
    site: portOf(site.url),
  });

  const opPath = writeOpLauncher({ folder: join(folder, 'bin'), url: onepassword.url });
  const addresses = addressesOf(onepassword, site, opPath);
  writePrivateJson(join(folder, 'addresses.json'), addresses);
  endWithParent(async () => {
    await Promise.all([site.close(), onepassword.close()]);
  });
  process.send?.({ type: 'ready' });
  if (process.env.LATCHKEY_PRINT === '1' || !process.send) console.log(JSON.stringify(addresses, null, 2));
}

function addressesOf(onepassword: OnePasswordSandbox, site: DemoSite, opPath: string): object {
  const { url, controlUrl, token, connect } = onepassword;
  return {
    url,
    control_url: controlUrl,
    service_account_token: token(READ_WRITE_ACCOUNT),
    service_account_token_read_only: token(READ_ONLY_ACCOUNT),
    connect_host: connect.url,
    connect_token: connect.token(READ_WRITE_ACCOUNT),
    connect_token_read_only: connect.token(READ_ONLY_ACCOUNT),
    op_path: opPath,
    site: { url: site.url },
  };
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
