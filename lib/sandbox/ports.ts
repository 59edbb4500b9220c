import { z } from 'zod';
import { StateFile, writePrivateJson } from './onepassword/store/state-file';

const port = z.int().min(1).max(65_535);
const portsSchema = z.strictObject({
  onepassword: port,
  site: port,
  /** Absent in the file of a version that had no Connect server. */
  connect: port.optional(),
});
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

export interface PortClaim {
  what: string;
  number: number;
  /** The environment variable that would choose another one. */
  variable: string;
}

/** Runs `start`; when a port is taken, says which one and what can be done about it. */
export async function onPort<T>(claims: readonly PortClaim[], start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    const claim = claims.find(({ number }) => 'port' in error && error.port === number);
    if (!claim) throw error;
    const { number, what, variable } = claim;
    throw new Error(`port ${number} for ${what} is taken: free it, or set ${variable} to another one`, {
      cause: error,
    });
  }
}

export function portOf(url: string): number {
  return Number(new URL(url).port);
}
