/** Categories in the spelling of Connect and the command line that are not the SDK's name in capitals. */
const DIFFERENT: Readonly<Record<string, string>> = {
  API_CREDENTIAL: 'ApiCredentials',
  CUSTOM: 'Unsupported',
  EMAIL_ACCOUNT: 'Email',
  REWARD_PROGRAM: 'Rewards',
  WIRELESS_ROUTER: 'Router',
};

/** Pure: `SECURE_NOTE` as the SDK says it, `SecureNote`, which is how all of this product says it. */
export function categoryOfSpelling(spelling: string): string {
  return (
    DIFFERENT[spelling] ??
    spelling
      .toLowerCase()
      .split('_')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join('')
  );
}
