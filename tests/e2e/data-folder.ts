import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Files below a folder that hold one of the texts in plain form, as hexadecimal or as base64. */
export function filesHolding(
  folder: string,
  secrets: Record<string, string>,
  except: readonly RegExp[],
): string[] {
  const needles = Object.entries(secrets).flatMap(([name, secret]) =>
    [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ].map((text) => ({ name, bytes: Buffer.from(text) })),
  );
  return filesBelow(folder)
    .filter((file) => !except.some((pattern) => pattern.test(relative(folder, file))))
    .flatMap((file) => {
      const content = readFileSync(file);
      return needles
        .filter(({ bytes }) => content.includes(bytes))
        .map(({ name }) => `${relative(folder, file)} holds ${name}`);
    });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}
