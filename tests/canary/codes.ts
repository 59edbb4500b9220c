import { generate } from 'otplib';

const STEP_SECONDS = 30;

/** Every code of a seed between two moments (milliseconds), each as a secret of its own. */
export async function codesBetween(seed: string, from: number, to: number): Promise<Record<string, string>> {
  const codes: Record<string, string> = {};
  const last = Math.floor(to / 1000 / STEP_SECONDS) + 1;
  for (let step = Math.floor(from / 1000 / STEP_SECONDS); step <= last; step += 1) {
    codes[`one-time code ${step}`] = await generate({ secret: seed, epoch: step * STEP_SECONDS });
  }
  return codes;
}
