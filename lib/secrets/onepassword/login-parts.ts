import { Secret } from '@/lib/kernel/secret';
import type { Login, LoginWarning } from '@/lib/secrets/provider';

/** What every backend's item has, in whatever spelling. */
export interface LoginParts extends Omit<Login, 'username' | 'password' | 'warnings'> {
  isLogin: boolean;
  username: string;
  password: string;
}

/** Wraps the values and names what is missing, which is the same for all backends. */
export function loginOf({ isLogin, username, password, ...parts }: LoginParts): Login {
  const warnings: LoginWarning[] = [];
  if (!isLogin) warnings.push('not_a_login');
  if (username === '') warnings.push('no_username');
  if (password === '') warnings.push('no_password');
  if (!parts.hasOneTimePassword) warnings.push('no_one_time_password');
  return { ...parts, username: Secret.of(username), password: Secret.of(password), warnings };
}
