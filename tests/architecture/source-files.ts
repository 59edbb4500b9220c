import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

export interface SourceFile {
  /** From the top of the project, with forward slashes. */
  path: string;
  text: string;
  /** Project files only, from the top and without an ending: `lib/kernel/secret`. */
  imports: string[];
  /** Names of packages: `next`, `@1password/sdk`. */
  packages: string[];
}

const IMPORT = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g;

/** All TypeScript of a folder, without what is generated. */
export function sourceFiles(folder: string): SourceFile[] {
  return filesBelow(join(ROOT, folder))
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('/generated/'))
    .map((file) => {
      const path = relative(ROOT, file);
      const text = readFileSync(file, 'utf8');
      const specifiers = [...text.matchAll(IMPORT)].map((match) => match[1] ?? '');
      return {
        path,
        text,
        imports: specifiers.flatMap((specifier) => projectPath(path, specifier) ?? []),
        packages: specifiers.filter((specifier) => projectPath(path, specifier) === null).map(packageName),
      };
    });
}

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function projectPath(from: string, specifier: string): string | null {
  if (specifier.startsWith('@/')) return specifier.slice(2);
  if (specifier.startsWith('.')) return relative(ROOT, join(ROOT, from, '..', specifier));
  return null;
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}
