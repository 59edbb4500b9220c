import type { CheckPassword } from '@/lib/access/check-password';
import type { WebServices } from '@/lib/web-services';
import type { Authenticate } from './authenticate';

/** What a resource's routes are made of. */
export interface ApiContext {
  services: WebServices;
  authenticate: Authenticate;
  checkPassword: CheckPassword;
  /** Aborts when the process is about to end. */
  closing: AbortSignal;
}
