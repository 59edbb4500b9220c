/** The path of a Chromium that starts; throws with all the ways to get one when there is none. */
export function findChromium(options?: {
  signal?: AbortSignal;
  say?: (line: string) => void;
}): Promise<string>;

/** The same among what is on this machine already, without fetching anything. */
export function lookForChromium(): Promise<string | undefined>;
