import { z } from 'zod';

/** How a browser that uses the entry is set up. No secrets: those are sealed (browser-secrets.ts). */
export const browserSettings = z.object({
  persistCookies: z.boolean().default(false),
  persistLocalStorage: z.boolean().default(false),
  persistSessionStorage: z.boolean().default(false),
  /** Only cookies of this domain and below are kept; null keeps those of the entry's site. */
  cookieDomainToStore: z.string().nullable().default(null),
  skipCsrfCookies: z.boolean().default(false),
  userAgent: z.string().nullable().default(null),
  location: z.string().nullable().default(null),
  ipAddress: z.string().nullable().default(null),
  sessionId: z.string().nullable().default(null),
  proxy: z
    .object({ enable: z.boolean(), target_ip: z.string().nullable().optional() })
    .nullable()
    .default(null),
});
export type BrowserSettings = z.infer<typeof browserSettings>;

/** A column that was never written, or by an older version, reads as the defaults. */
export function readBrowserSettings(json: unknown): BrowserSettings {
  const parsed = browserSettings.safeParse(json);
  return parsed.success ? parsed.data : browserSettings.parse({});
}

/** Whether runs keep what the browser remembers of the site, or a part of it. */
export function keepsSession({
  persistCookies,
  persistLocalStorage,
  persistSessionStorage,
}: BrowserSettings): boolean {
  return persistCookies || persistLocalStorage || persistSessionStorage;
}
