import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Php {
  file: string;
  args: string[];
  env: Record<string, string>;
}

/** In an order in which none needs one that comes later. */
const EXTENSIONS =
  'ctype curl dom fileinfo iconv intl mbstring pdo pdo_sqlite posix simplexml sqlite3 tokenizer xml xmlreader xmlwriter phar gd gettext sockets mysqlnd mysqli pdo_mysql pgsql pdo_pgsql ldap'.split(
    ' ',
  );

/** The PHP of a folder of unpacked Debian packages, which looks for its extensions and sessions at fixed places otherwise. */
export function phpFrom(root: string, sessions: string): Php {
  const programs = readdirSync(join(root, 'usr/bin')).filter((name) => /^php\d+\.\d+$/.test(name));
  const [program] = programs;
  const [api] = existsSync(join(root, 'usr/lib/php'))
    ? readdirSync(join(root, 'usr/lib/php')).filter((name) => /^\d{8}$/.test(name))
    : [];
  if (program === undefined || api === undefined) return { file: 'php', args: [], env: {} };
  const folder = join(root, 'usr/lib/php', api);
  const present = EXTENSIONS.filter((name) => existsSync(join(folder, `${name}.so`)));
  return {
    file: join(root, 'usr/bin', program),
    args: [
      '-n',
      '-d',
      `extension_dir=${folder}`,
      ...present.flatMap((name) => ['-d', `extension=${name}`]),
      '-d',
      `include_path=.:${join(root, 'usr/share/php')}`,
      '-d',
      'date.timezone=UTC',
      '-d',
      `session.save_path=${sessions}`,
    ],
    env: {
      LD_LIBRARY_PATH: join(root, 'usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`),
      PHP_CLI_SERVER_WORKERS: '4',
    },
  };
}
