/** Applies what a database lacks and returns the names of the migrations applied. */
export function migrate(options: {
  databaseUrl: string;
  folder?: string;
  onLog?: (line: string) => void;
}): Promise<string[]>;
