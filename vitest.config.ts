import { defineConfig } from 'vitest/config';

const setupFiles = ['tests/support/loopback-only.ts'];
const withDatabase = {
  setupFiles,
  globalSetup: ['tests/support/database-cluster.ts'],
  // One Chromium, one WASM core and one PostgreSQL share two cores: a file at a time keeps time-outs honest.
  maxWorkers: 2,
  testTimeout: 30_000,
  hookTimeout: 60_000,
};
/** Loading the product takes a file longer than most of its tests: where files leave nothing behind, a process loads it once. */
const sharingModules = { isolate: false };
/** Better Auth counts guesses in a Map of its module, by address: files that make many would use up each other's. */
const guessing = ['tests/http/node-listener.test.ts', 'tests/http/session.test.ts'];

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/{unit,architecture}/**/*.test.ts'],
          setupFiles,
          ...sharingModules,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['tests/{integration,conformance}/**/*.test.ts', ...guessing],
          // After the unit tests: groups with different worker counts cannot run together.
          sequence: { groupOrder: 1 },
          ...withDatabase,
        },
      },
      {
        extends: true,
        test: {
          name: 'http',
          include: ['tests/http/**/*.test.ts'],
          exclude: guessing,
          sequence: { groupOrder: 2 },
          ...withDatabase,
          ...sharingModules,
        },
      },
    ],
  },
});
