import { z } from 'zod';

/** What the `op` program sends along: everything it was started with, except the values of its environment. */
export const cliCallSchema = z.strictObject({
  argv: z.array(z.string()),
  /** OP_SERVICE_ACCOUNT_TOKEN, as it is. */
  token: z.string().nullable(),
  /** Null when there was nothing to read. */
  stdin: z.string().nullable(),
  /** OP_ACCOUNT, OP_FORMAT and OP_INCLUDE_ARCHIVE. */
  account: z.string().nullable(),
  format: z.string().nullable(),
  includeArchive: z.boolean(),
  /** Names of all environment variables. */
  environment: z.array(z.string()),
});
export type CliCall = z.infer<typeof cliCallSchema>;

export interface CliAnswer {
  stdout: string;
  stderr: string;
  exitCode: number;
  /** The process is to die without a word. */
  killed?: boolean;
}
