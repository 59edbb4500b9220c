import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRoot, isCommand } from './setup/root.mjs';
import { main } from './setup/stated-error.mjs';

/** What the package is called where it is installed; `import { latchkey } from '@latchkey/client'`. */
const NAME = '@latchkey/client';

/**
 * Files of lib/client whose declarations make up `index.d.ts`, in the order in which they build upon each other, and
 * the one behind `@latchkey/client/playwright`.
 */
const PUBLIC = ['errors', 'options', 'latchkey'];

/** With these the guard against recordings was seen to work; see docs/client.md. */
const PLAYWRIGHT = '>=1.55 <1.66';

/**
 * dist/client: the client library, its Playwright fixture and the `latchkey` command as an npm package without
 * dependencies, that `npm pack` and `npm publish` take as it is. CommonJS, which every Node and every test runner
 * loads, and a door of ES modules to the same one: two copies would be two guards that do not know of each other.
 */
export async function buildClientPackage(outdir = inRoot('dist/client')) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await Promise.all([
    bundle({ index: 'package-entry.ts' }, outdir, 'cjs'),
    bundle({ playwright: 'playwright.ts' }, outdir, 'cjs', { './latchkey': './index.cjs' }),
    bundle({ latchkey: 'command/main.ts' }, outdir, 'esm'),
    writeDoors(outdir),
    writeDeclarations(outdir),
    writeManifest(outdir),
    copyFile(inRoot('docs/client.md'), path.join(outdir, 'README.md')),
    copyFile(inRoot('LICENSE'), path.join(outdir, 'LICENSE')),
  ]);
  await chmod(path.join(outdir, 'latchkey.mjs'), 0o755);
}

async function bundle(entries, outdir, format, outside = {}) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: inRoot(),
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, file]) => [name, inRoot('lib/client', file)]),
    ),
    outdir,
    outExtension: { '.js': format === 'cjs' ? '.cjs' : '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    external: ['playwright-core', '@playwright/test'],
    plugins: [{ name: 'one copy', setup: (esbuild) => leaveOutside(esbuild, outside) }],
    tsconfig: inRoot('tsconfig.json'),
    logLevel: 'warning',
    legalComments: 'eof',
  });
}

function leaveOutside(esbuild, outside) {
  for (const [from, to] of Object.entries(outside)) {
    const filter = new RegExp(`^${from.replaceAll('.', '\\.')}$`);
    esbuild.onResolve({ filter }, () => ({ path: to, external: true }));
  }
}

async function writeDoors(outdir) {
  const values = 'latchkey, LatchkeyError, SignInError';
  await writeFile(
    path.join(outdir, 'index.mjs'),
    `import client from './index.cjs';\nexport const { ${values} } = client;\n`,
  );
  await writeFile(
    path.join(outdir, 'playwright.mjs'),
    "import fixtures from './playwright.cjs';\nexport const { test, expect } = fixtures;\n",
  );
}

async function writeDeclarations(outdir) {
  const { default: typescript } = await import('typescript');
  const declared = async (name) => {
    const source = await readFile(inRoot('lib/client', `${name}.ts`), 'utf8');
    const { outputText, diagnostics } = typescript.transpileDeclaration(source, {
      fileName: `${name}.ts`,
      reportDiagnostics: true,
      compilerOptions: { target: typescript.ScriptTarget.ES2022, strict: true, stripInternal: true },
    });
    if (diagnostics?.length) {
      throw new Error(
        `the types of lib/client/${name}.ts cannot be written down without reading other files`,
      );
    }
    return outputText;
  };
  const own = /^import .* from '\.\/[^']+';\n/gm;
  const index = (await Promise.all(PUBLIC.map(declared))).join('\n').replace(own, '');
  const fixture = (await declared('playwright')).replace(own, '');
  const used =
    "import type { EntryName, LatchkeyOptions, SignedIn, SignInPageOptions } from '@latchkey/client';\n";
  for (const ending of ['cts', 'mts']) {
    await writeFile(path.join(outdir, `index.d.${ending}`), index);
    await writeFile(path.join(outdir, `playwright.d.${ending}`), used + fixture);
  }
}

async function writeManifest(outdir) {
  const { version, license, description, engines } = JSON.parse(
    await readFile(inRoot('package.json'), 'utf8'),
  );
  const door = (name) => ({
    import: { types: `./${name}.d.mts`, default: `./${name}.mjs` },
    require: { types: `./${name}.d.cts`, default: `./${name}.cjs` },
  });
  const manifest = {
    name: NAME,
    version,
    description,
    license,
    engines,
    exports: { '.': door('index'), './playwright': door('playwright'), './package.json': './package.json' },
    main: './index.cjs',
    types: './index.d.cts',
    bin: { latchkey: './latchkey.mjs' },
    // Optional, so that `latchkey` alone installs without a browser library.
    peerDependencies: { 'playwright-core': PLAYWRIGHT, '@playwright/test': PLAYWRIGHT },
    peerDependenciesMeta: { 'playwright-core': { optional: true }, '@playwright/test': { optional: true } },
  };
  await writeFile(path.join(outdir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

if (isCommand(import.meta)) await main(() => buildClientPackage(process.argv[2]));
