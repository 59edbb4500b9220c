import { main } from './setup/stated-error.mjs';
import { keyFileIn, writeNewKey } from './start/key-encryption-key.mjs';
import { loadEnvFile, readSettings } from './start/settings.mjs';

await main(async () => {
  loadEnvFile();
  const place = keyFileIn(readSettings(process.env).dataDir);
  await writeNewKey(place);
  console.log(`Wrote a new key-encryption key to ${place} (readable by you only).`);
  console.log('Back it up now, apart from the database: without it the stored secrets cannot be read.');
});
