export interface EmbeddedDatabase {
  /** Connection string of the product's role, which is no superuser. */
  url: string;
  port: number;
  pid: number;
  isRunning(): boolean;
  /** Stops the server when this call started it or took it over; does nothing for one that is shared. */
  stop(): Promise<void>;
}

export function startEmbedded(options: {
  dir: string;
  throwaway?: boolean;
  onLog?: (line: string) => void;
}): Promise<EmbeddedDatabase>;
