import { readFileSync, statSync } from 'node:fs';
import { Secret } from '@/lib/kernel/secret';

/** A token that is not kept here but where the operator put it. */
export interface TokenSource {
  /** The present token. Throws `TokenSourceError`. */
  read(): Secret;
}

/** Names the variable or file that is wrong, never what is in it. */
export class TokenSourceError extends Error {
  override readonly name = 'TokenSourceError';
}

const MAX_BYTES = 64 * 1024;

/**
 * A token from an environment variable or from a file.
 *
 * `env` is the name of a variable: it holds the token, or the variable of the same name with `_FILE` behind it holds
 * the path of a file that does. Both at once is refused, because which one counts could only be guessed. A file is read
 * again when it was replaced, which is how mounted secrets are rotated.
 */
export function readTokenFrom(
  source: { env?: string; file?: string },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): TokenSource {
  const { env, file } = source;
  const inline = env === undefined ? '' : (environment[env]?.trim() ?? '');
  const named = env === undefined ? '' : (environment[`${env}_FILE`]?.trim() ?? '');
  const given = [inline && env, named && `${env}_FILE`, file && 'a file'].filter(Boolean);
  if (given.length > 1) throw new TokenSourceError(`Set only one of ${given.join(' and ')}.`);
  if (inline) {
    const token = Secret.of(inline);
    return { read: () => token };
  }
  const path = file || named;
  if (!path) throw new TokenSourceError(env ? `Set ${env} or ${env}_FILE.` : 'Name a variable or a file.');
  return new TokenFile(path);
}

class TokenFile implements TokenSource {
  #known: { stamp: string; token: Secret } | undefined;

  constructor(private readonly path: string) {}

  read(): Secret {
    const stamp = this.#stamp();
    if (this.#known?.stamp !== stamp) {
      const text = this.#attempt(() => readFileSync(this.path, 'utf8')).trim();
      if (text === '') throw new TokenSourceError(`The token file ${this.path} is empty.`);
      this.#known = { stamp, token: Secret.of(text) };
    }
    return this.#known.token;
  }

  /** Also the inode and the size: a file that is swapped within one tick of the clock keeps its time. */
  #stamp(): string {
    const stat = this.#attempt(() => statSync(this.path));
    if (!stat.isFile()) throw new TokenSourceError(`The token file ${this.path} is not a file.`);
    if (stat.size > MAX_BYTES) throw new TokenSourceError(`The token file ${this.path} is too large.`);
    return `${stat.mtimeMs}/${stat.ino}/${stat.size}`;
  }

  #attempt<T>(access: () => T): T {
    try {
      return access();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      throw new TokenSourceError(`The token file ${this.path} cannot be read (${code}).`);
    }
  }
}
