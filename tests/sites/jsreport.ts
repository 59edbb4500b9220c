import { startNpmSite } from './npm-site';
import type { RealSite } from './real-site';

const PARTS = ['core@4.7.1', 'authentication@4.2.3', 'express@4.2.3', 'studio@4.3.2'];

/** The studio of jsreport, an application in React whose menu is a picture without a role, from npm. */
export function startJsReport(): Promise<RealSite> {
  const packages = PARTS.map((part) => `@jsreport/jsreport-${part}`);
  return startNpmSite(packages, { script: 'jsreport-server.cjs', path: '/' });
}
