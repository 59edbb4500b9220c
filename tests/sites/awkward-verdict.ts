import type { Browser } from 'playwright-core';
import { AWKWARD_NAME, AWKWARD_PASSWORD } from '@/lib/sandbox/site/awkward/account-book';
import type { AwkwardBehaviour } from '@/lib/sandbox/site/awkward/awkward-behaviour';
import { startAwkwardSite } from '@/lib/sandbox/site/awkward/awkward-site';
import { rotateByBrowser, signInFresh } from './rotate-by-browser';

export const CANDIDATE = 'Walnut-7-bridge-Dawn.x9K';

export interface AwkwardVerdict {
  right: boolean;
  /** Sign-ins said that the candidate works while the site has another password. */
  falseFinish: boolean;
  /** What was seen, for the case that it is not right. */
  story: string[];
}

type Seen = AwkwardBehaviour['truth'];

/** Changes the password of an awkward site and compares what the sign-ins say with what the site knows. */
export async function judgeAwkwardSite(
  browser: Browser,
  behaviour: AwkwardBehaviour,
): Promise<AwkwardVerdict> {
  const site = await startAwkwardSite(behaviour);
  try {
    const account = { url: `${site.url}/`, name: AWKWARD_NAME, password: AWKWARD_PASSWORD };
    const rotated = await rotateByBrowser(browser, account, CANDIDATE);
    const falseFinish = rotated.candidate === 'accepted' && site.state.password !== CANDIDATE;
    let seen: Seen = 'untold';
    if (rotated.candidate === 'accepted') seen = 'candidate';
    else if (rotated.candidate === 'refused' && rotated.old === 'accepted') seen = 'old';
    else if (rotated.candidate === 'refused' && rotated.old === 'refused') seen = 'neither';
    if (seen === 'old' && site.state.pending !== null) {
      site.state.settle();
      const later = await signInFresh(browser, { ...account, password: CANDIDATE });
      if (later.verdict === 'accepted') seen = 'later';
    }
    const harmed = site.state.accountDeleted || site.state.changes > 1 || site.state.failures >= 3;
    const { submission } = rotated;
    const story = [
      `seen: ${seen}, the site knows: ${behaviour.truth}`,
      JSON.stringify(submission),
      ...rotated.evidence,
    ];
    if (harmed) story.unshift('the site was harmed');
    return { right: seen === behaviour.truth && !harmed && rotated.form !== null, falseFinish, story };
  } finally {
    await site.close();
  }
}
