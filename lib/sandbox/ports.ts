import { z } from 'zod';
import { StateFile, writePrivateJson } from './onepassword/store/state-file';

const port = z.int().min(1).max(65_535);
const portsSchema = z.strictObject({ onepassword: port, site: port });
const numberSchema = z.coerce.number().pipe(port);

export type Ports = z.infer<typeof portsSchema>;

/** Tokens and items carry the ports of the first start, so a restart must come back to the same ones. */
export function rememberedPorts(path: string): Ports | undefined {
  const saved = StateFile.read(path);
  return saved === undefined ? undefined : portsSchema.parse(saved);
}

export function rememberPorts(path: string, ports: Ports): void {
  writePrivateJson(path, ports);
}

/** The environment's word first, then the last start's, then any free port. */
export function choosePort(variable: string, remembered: number | undefined): number {
  const text = process.env[variable];
  if (!text) return remembered ?? 0;
  const parsed = numberSchema.safeParse(text);
  if (!parsed.success) throw new Error(`${variable} is not a port: ${text}`);
  return parsed.data;
}

/** Runs `start`; when the port is taken, says which one and what can be done about it. */
export async function onPort<T>(
  what: string,
  variable: string,
  number: number,
  start: () => Promise<T>,
): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(`port ${number} for ${what} is taken: free it, or set ${variable} to another one`, {
      cause: error,
    });
  }
}

export function portOf(url: string): number {
  return Number(new URL(url).port);
}
