import type { CheckPassword } from '@/lib/access/check-password';
import type { Services } from '@/lib/services';
import type { Authenticate } from './authenticate';

/** What a resource's routes are made of. */
export interface ApiContext {
  services: Services;
  authenticate: Authenticate;
  checkPassword: CheckPassword;
}
