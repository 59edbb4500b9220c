/** What the operator allows a run. */
export interface RunLimits {
  /** Waits before the first, the second … further attempt of a run that may be tried again. */
  retryDelaysMs: readonly number[];
  /** How long it waits for a person. */
  answerMs: number;
  /** How many steps it carries out, each pass counted: 1,000 unless said otherwise. */
  mostSteps?: number;
  /** How long a page may take to begin to show: 20 seconds unless said otherwise. */
  pageMs?: number;
}
