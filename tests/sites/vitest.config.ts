import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** `npm run test:sites`: apart from `npm test`, because it downloads what it tries. */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  resolve: { tsconfigPaths: true },
  test: { include: ['tests/sites/**/*.test.ts'], maxWorkers: 1, testTimeout: 600_000, hookTimeout: 60_000 },
});
