/**
 * Looks for a Chromium beside everything else that a start does, and fetches one when there is none. The start never
 * waits for the download: all but runs and rotations works without, and the worker gets the browser later.
 * `found` tells what is known by now.
 * @returns {{present: Promise<string | undefined>, fetched: Promise<string | undefined>, found: () => string | undefined}}
 */
export function searchBrowser({ say, signal }) {
  const warn = (error) => {
    if (!signal.aborted) say(`Warning: runs and rotations cannot start yet. ${error.message}`);
    return undefined;
  };
  const loading = import('../browser.mjs');
  const present = loading.then(({ lookForChromium }) => lookForChromium()).catch(warn);
  const fetched = present.then(async (found) => {
    // A wrong CHROMIUM_PATH has been reported; fetching another browser would only hide it.
    if (found !== undefined || process.env.CHROMIUM_PATH) return found;
    const { findChromium } = await loading;
    return findChromium({ signal, say }).catch(warn);
  });
  let known;
  fetched.then((place) => {
    known = place;
  });
  return { present, fetched, found: () => known };
}
