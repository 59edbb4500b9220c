/** Store names to those of Connect and the command line. The store keeps a template code where it has no name. */
const SPELLINGS: ReadonlyArray<readonly [category: string, spelling: string]> = [
  ['login', 'LOGIN'],
  ['password', 'PASSWORD'],
  ['api_credentials', 'API_CREDENTIAL'],
  ['server', 'SERVER'],
  ['database', 'DATABASE'],
  ['credit_card', 'CREDIT_CARD'],
  ['membership', 'MEMBERSHIP'],
  ['software_license', 'SOFTWARE_LICENSE'],
  ['secure_note', 'SECURE_NOTE'],
  ['router', 'WIRELESS_ROUTER'],
  ['bank_account', 'BANK_ACCOUNT'],
  ['identity', 'IDENTITY'],
  ['document', 'DOCUMENT'],
  ['email', 'EMAIL_ACCOUNT'],
  ['103', 'DRIVER_LICENSE'],
  ['104', 'OUTDOOR_LICENSE'],
  ['106', 'PASSPORT'],
  ['107', 'REWARD_PROGRAM'],
  ['108', 'SOCIAL_SECURITY_NUMBER'],
  ['113', 'MEDICAL_RECORD'],
  ['114', 'SSH_KEY'],
];
const spellings = new Map(SPELLINGS);
const categories = new Map(SPELLINGS.map(([category, spelling]) => [spelling, category]));
const NOT_CREATABLE = ['DOCUMENT', 'CUSTOM'];

export function spellingOfCategory(category: string): string {
  return spellings.get(category) ?? 'CUSTOM';
}

export function categoryOfSpelling(spelling: string): string | undefined {
  return categories.get(spelling);
}

/** Undefined for what Connect and the command line refuse to create, too. */
export function creatableCategory(spelling: string): string | undefined {
  return NOT_CREATABLE.includes(spelling) ? undefined : categoryOfSpelling(spelling);
}
