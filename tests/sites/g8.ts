import { awkwardSites } from '@/lib/sandbox/site/awkward/awkward-sites';
import { startChromium } from '@/tests/support/chromium';
import { judgeAwkwardSite } from './awkward-verdict';

/**
 * `npm run g8 [NAME …]`: every awkward site of the sandbox, in a real browser. The last line is the figure: how many
 * verdicts were right, and how often a change was taken for done that was not.
 */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const sites = Object.entries(awkwardSites).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const browser = await startChromium();
  const started = performance.now();
  let [right, falseFinishes] = [0, 0];
  try {
    for (const [name, behaviour] of sites) {
      const verdict = await judgeAwkwardSite(browser, behaviour);
      right += verdict.right ? 1 : 0;
      falseFinishes += verdict.falseFinish ? 1 : 0;
      console.log(`${verdict.right ? 'right' : 'WRONG'}  ${name}: ${behaviour.oddity}`);
      if (!verdict.right) for (const line of verdict.story) console.log(`         ${line}`);
    }
  } finally {
    await browser.close();
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`G8 right ${right}/${sites.length}, false finished ${falseFinishes}, seconds ${seconds}`);
  process.exitCode = right === sites.length && falseFinishes === 0 ? 0 : 1;
}

void main();
