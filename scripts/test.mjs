import { ensureBuilt } from './build.mjs';
import { ensureGenerated } from './generate.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { withLock } from './setup/lock.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { createProgress } from './setup/progress.mjs';
import { inRoot } from './setup/root.mjs';
import { outcome } from './setup/run.mjs';
import { main, StatedError } from './setup/stated-error.mjs';
import { runBrowserStories } from './test/browser-stories.mjs';
import { Tally } from './test/tally.mjs';
import { runVitest } from './test/vitest-run.mjs';

/**
 * `npm test`, from a bare clone: everything that must hold before a change is done.
 *
 * A failing check does not stop the others, so that one run tells all there is to mend. Only what could say nothing
 * but nonsense is left out and counted as failed: everything when packages or the generated client are missing, the
 * browser stories when the build failed. The last line on stdout is `N passed, N failed`: each test counts one, and
 * so does each other step.
 */
requireNodeVersion();
await main(async () => {
  const progress = createProgress();
  const tally = new Tally(progress);
  await withLock(inRoot('dist/.setup.lock'), { onWait: announceWait }, () => prepareSteps(tally, progress));
  if (tally.has('install') && tally.has('generate')) await checks(tally);
  console.log(`\n${tally.summary()}`);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exit(tally.failed === 0 ? 0 : 1);
});

async function prepareSteps(tally, progress) {
  await tally.step('install', () => ensureInstalled({ progress }));
  if (tally.has('install')) await tally.step('generate', () => ensureGenerated({ progress }));
  if (tally.has('generate')) await tally.step('build', () => ensureBuilt({ progress }));
}

async function checks(tally) {
  const script = (...parts) => [process.execPath, inRoot(...parts)];
  const programs = {
    types: [...script('node_modules/typescript/bin/tsc'), '--noEmit'],
    lint: [...script('node_modules/@biomejs/biome/bin/biome'), 'check', '.'],
    migrations: [...script('scripts/migration-new.mjs'), '--check'],
  };
  for (const [name, command] of Object.entries(programs)) await tally.step(name, () => pass(command));
  await tally.tests('vitest', runVitest);
  if (tally.has('build')) await tally.tests('browser stories', runBrowserStories);
  else tally.leaveOut('browser stories');
}

async function pass(command) {
  const { code } = await outcome(command, { show: true });
  if (code !== 0) throw new StatedError(`exit code ${code}`);
}

function announceWait({ pid }) {
  console.log(`Waiting for process ${pid}, which is installing or building in this folder …`);
}
