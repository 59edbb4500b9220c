/** Template codes of the wire; those without a name here pass through as they are. */
const NAMES: Record<string, string> = {
  '001': 'login',
  '002': 'credit_card',
  '003': 'secure_note',
  '004': 'identity',
  '005': 'password',
  '006': 'document',
  '100': 'software_license',
  '101': 'bank_account',
  '102': 'database',
  '105': 'membership',
  '109': 'router',
  '110': 'server',
  '111': 'email',
  '112': 'api_credentials',
  '115': 'crypto_wallet',
  '910': 'person',
};
const CODES = new Map(Object.entries(NAMES).map(([code, name]) => [name, code]));

export function categoryOfTemplate(code: string): string {
  return NAMES[code] ?? code;
}

export function templateOfCategory(category: string): string {
  return CODES.get(category) ?? category;
}
