/** The one thing an adapter needs of a logger. Fields are ids, counts and durations, never text from upstream. */
export interface ProviderLog {
  warn(fields: Record<string, unknown>, message: string): void;
}
