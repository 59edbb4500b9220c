import { readFileSync } from 'node:fs';
import { LatchkeyError } from '../errors';

/**
 * `NAME=value` a line, as people write .env files: blank lines and lines with # are skipped, `export ` in front is
 * allowed, quotes around a value are taken off. Nothing is expanded. Meant for references, so the file can be shared.
 */
export function readEnvFile(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new LatchkeyError('env_file', `The file ${path} cannot be read (${reason}).`);
  }
  const variables: Record<string, string> = {};
  for (const [place, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    // Which line, not what stands there: it may hold a secret after all.
    if (match?.[1] === undefined) {
      throw new LatchkeyError('env_file', `Line ${place + 1} of ${path} is not NAME=value.`);
    }
    variables[match[1]] = (match[2] ?? '').replace(/^(['"])(.*)\1$/, '$2');
  }
  return variables;
}
