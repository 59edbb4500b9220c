export const MINIMUM_LENGTH = 12;
export const MAXIMUM_LENGTH = 64;

/** In the grammar of the HTML `passwordrules` attribute (developer.apple.com/password-rules). */
export const passwordRules = `minlength: ${MINIMUM_LENGTH}; maxlength: ${MAXIMUM_LENGTH}; required: lower, upper; required: digit; allowed: [-_.!@#$%&*?];`;

/** Null when the site takes the password, else what it tells the visitor. */
export function refusalOf(password: string): string | null {
  if (password.length < MINIMUM_LENGTH) return `Use at least ${MINIMUM_LENGTH} characters.`;
  if (password.length > MAXIMUM_LENGTH) return `Use at most ${MAXIMUM_LENGTH} characters.`;
  if (!/[a-z]/i.test(password)) return 'Use at least one letter.';
  if (!/\d/.test(password)) return 'Use at least one digit.';
  if (!/^[-A-Za-z0-9_.!@#$%&*?]+$/.test(password))
    return 'Use letters, digits and - _ . ! @ # $ % & * ? only.';
  return null;
}
