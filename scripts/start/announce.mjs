import { readFile } from 'node:fs/promises';
import path from 'node:path';

export const sandboxAddressesFile = (dataDir) => path.join(dataDir, 'sandbox', 'addresses.json');

/** What a newcomer needs to try the demo. An allow-list: both files hold tokens and keys that must not be shown. */
export async function announceDemo({ dataDir, say }) {
  const { url, email, password } = await readJson(path.join(dataDir, 'demo.json'));
  const addresses = await readJson(sandboxAddressesFile(dataDir));
  if (isText(email) && isText(password)) {
    say('');
    say(`Demo sign-in      ${isText(url) ? url : ''}`);
    say(`  e-mail          ${email}`);
    say(`  password        ${password}`);
  }
  if (isText(addresses.url)) say(`Sandbox 1Password ${addresses.url}`);
  if (isText(addresses.control_url)) say(`  its controls    ${addresses.control_url}`);
  if (isText(addresses.site?.url)) say(`  demo site       ${addresses.site.url}`);
  say('');
}

const isText = (value) => typeof value === 'string' && value !== '';

async function readJson(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')) ?? {};
  } catch {
    return {};
  }
}
