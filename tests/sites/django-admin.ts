import { startDjango } from './django';
import type { RealSite } from './real-site';

/** Django's admin, signed in to by a superuser. */
export function startDjangoAdmin(language = 'en'): Promise<RealSite> {
  return startDjango({
    packages: [],
    project: 'django-project.py',
    createUser: 'create_superuser',
    path: '/admin/',
    language,
  });
}
