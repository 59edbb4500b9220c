import { startNpmSite } from './npm-site';
import type { RealSite } from './real-site';

const PACKAGES = ['@vendure/core@3.7.3', '@vendure/admin-ui-plugin@3.7.3', 'sql.js@1.16.0'];

/** The administration of Vendure, an application in Angular whose password field is locked, from npm. */
export function startVendure(): Promise<RealSite> {
  return startNpmSite(PACKAGES, { script: 'vendure-server.cjs', path: '/admin/' });
}
