/** `op` says one thing on stderr and ends with 1; texts are those recorded from the real command where there are any. */
export class CliError extends Error {
  override readonly name = 'CliError';
}

export const CLI_TEXT = {
  notSignedIn: 'You are not currently signed in. Please run `op signin --help` for instructions',
  malformedToken:
    'error initializing client: Validation: (failed to session.DecodeSACredentials), Server: (failed to DecodeSACredentials), illegal base64 data at input byte 12',
  deletedAccount:
    'error initializing client: Authentication: (failed to auth.LookupAuth), Network: (failed to request.DoUnencrypted), Server: (403) (Forbidden (Service Account Deleted)), The Service Account used in this integration has been deleted.',
  needsVault: 'a vault query must be provided when this command is called by a service account',
  writeDenied: '(101) You do not have permission to perform this action',
  conflict: '(409) Conflict: Internal server conflict',
  rateLimited: (minutes: number) =>
    `(429) Too Many Requests: You've reached the maximum number of this type of requests this service account is allowed to make. Please retry in ${minutes} minutes or try other requests.`,
  noVault: (query: string) =>
    `"${query}" isn't a vault in this account. Specify the vault with its ID or name.`,
  noItem: (query: string) => `"${query}" isn't an item. Specify the item with its UUID, name, or domain.`,
  noItemInVault: (query: string, vault: string) =>
    `"${query}" isn't an item in the "${vault}" vault. Specify the item with its UUID, name, or domain.`,
} as const;

const STATUS_TEXTS: Record<number, string> = {
  401: "(401) Unauthorized: You aren't authorized to perform this action.",
  403: "(403) Forbidden: You aren't authorized to access this resource.",
  404: '(404) Not Found: The requested resource was not found.',
  409: CLI_TEXT.conflict,
  429: CLI_TEXT.rateLimited(1),
};

/** What the command makes of a status that its server answered with. */
export function textOfStatus(status: number): string {
  return STATUS_TEXTS[status] ?? `(${status}) Internal Server Error: Something went wrong.`;
}

/** One line of stderr, with the local time as the real command writes it. */
export function errorLine(message: string, atMs: number): string {
  const at = new Date(atMs);
  const two = (number: number) => String(number).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('/');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return `[ERROR] ${date} ${time} ${message}\n`;
}
