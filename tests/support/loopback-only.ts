import { afterAll, beforeAll } from 'vitest';

/**
 * No test may leave this machine: a forgotten base URL would otherwise send a test token to a real host.
 * The SDK looks `fetch` up on `globalThis` at call time, so this guard covers it as well.
 */
const realFetch = globalThis.fetch;
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

beforeAll(() => {
  globalThis.fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    const host = new URL(address).hostname;
    if (!loopback.test(host)) return Promise.reject(new Error(`a test tried to reach ${host}`));
    return realFetch(input, init);
  };
});
// Files that share a process each begin with the real one.
afterAll(() => {
  globalThis.fetch = realFetch;
});
