import { fileURLToPath } from 'node:url';

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // What is said of pages is in proxy.ts.
  headers: async () => [
    { source: '/_next/static/:path*', headers: [{ key: 'x-content-type-options', value: 'nosniff' }] },
  ],
  // `npm test` and CI run tsc on the whole tree, tests included; a second pass here would only slow every start.
  typescript: { ignoreBuildErrors: true },
  // Loaded by Node as they are: they hold WASM or native parts, or look for files beside themselves.
  serverExternalPackages: [
    '@1password/sdk',
    '@1password/sdk-core',
    '@prisma/adapter-pg',
    '@prisma/client',
    'better-auth',
    '@better-auth/api-key',
    'graphile-worker',
    'pg',
    'pino',
    'playwright-core',
    'undici',
  ],
  // Without it Next takes the folder of the outermost lock file, which may be one above a checkout.
  outputFileTracingRoot: fileURLToPath(new URL('.', import.meta.url)),
  // For container images: a folder with only what the pages need. It has no use beside our own server process.
  ...(process.env.LATCHKEY_STANDALONE === '1' ? { output: 'standalone' } : {}),
};

export default config;
