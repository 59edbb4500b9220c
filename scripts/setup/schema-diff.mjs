import { readFile } from 'node:fs/promises';
import { inRoot } from './root.mjs';

/**
 * The SQL that leads from one Prisma schema to another, '' when nothing is to be done; `from` undefined is an empty
 * database. Uses Prisma's own schema engine in its WebAssembly form, because the native one is a download from a
 * host that not everyone can reach, and needs no database, because both sides are texts.
 */
export async function schemaDiff(from, to) {
  const { SchemaEngine } = await loadEngine();
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => {}, standInAdapter);
  const target = (content) => ({ tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] });
  const { exitCode, stdout } = await engine.diff({
    from: from === undefined ? { tag: 'empty' } : target(from),
    to: target(to),
    script: true,
    exitCode: true,
    shadowDatabaseUrl: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  // As the CLI's --exit-code: 0 no difference, 2 a difference.
  return exitCode === 2 ? (stdout ?? '') : '';
}

/** The package's entry imports its .wasm as a module, which Node 20 does not do without a flag: loaded by hand. */
async function loadEngine() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const bytes = await readFile(inRoot('node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings;
}

/** The engine asks its database one question when it is made, for the version; a diff of texts asks nothing more. */
const connection = {
  provider: 'postgres',
  adapterName: 'stand-in',
  queryRaw: async () => ({
    ok: true,
    value: {
      columnNames: ['exists', 'version', 'numeric_version'],
      // Prisma's ColumnTypeEnum: Boolean, Text, Int32.
      columnTypes: [5, 7, 0],
      rows: [[true, 'PostgreSQL 15.0', 150000]],
    },
  }),
  executeRaw: refuse,
  executeScript: refuse,
  startTransaction: refuse,
  dispose: async () => ({ ok: true, value: undefined }),
};

const standInAdapter = {
  provider: 'postgres',
  adapterName: 'stand-in',
  connect: async () => ({ ok: true, value: connection }),
};

async function refuse() {
  throw new Error('a comparison of two schemas needs no database');
}
