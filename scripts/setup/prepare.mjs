import { ensureBuilt } from '../build.mjs';
import { ensureGenerated } from '../generate.mjs';
import { ensureInstalled } from './install.mjs';
import { withLock } from './lock.mjs';
import { inRoot } from './root.mjs';

/**
 * Everything between a bare clone and something that can be started. Each part looks first whether its work is
 * still good; all three together take about 0.1 s then. `afterInstall` runs while the rest goes on.
 */
export async function prepare({ progress, signal, afterInstall = () => {}, build = ensureBuilt }) {
  const onWait = ({ pid }) =>
    progress.say(`Waiting for process ${pid}, which is installing or building in this folder …`);
  await withLock(inRoot('dist/.setup.lock'), { onWait, signal }, async () => {
    await ensureInstalled({ progress, signal });
    afterInstall();
    await ensureGenerated({ progress, signal });
    await build({ progress, signal });
  });
}
