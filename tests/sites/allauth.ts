import { startDjango } from './django';
import type { RealSite } from './real-site';

/** django-allauth with its own pages. */
export function startAllauth(): Promise<RealSite> {
  return startDjango({
    packages: ['python3-django-allauth'],
    project: 'allauth-project.py',
    createUser: 'create_user',
    path: '/accounts/login/',
  });
}
