import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/{unit,architecture}/**/*.test.ts'],
          setupFiles: ['tests/support/loopback-only.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          // After the unit tests: groups with different worker counts cannot run together.
          sequence: { groupOrder: 1 },
          include: ['tests/{integration,conformance,http}/**/*.test.ts'],
          setupFiles: ['tests/support/loopback-only.ts'],
          globalSetup: ['tests/support/database-cluster.ts'],
          // One Chromium, one WASM core and one PostgreSQL share two cores: a file at a time keeps time-outs honest.
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
