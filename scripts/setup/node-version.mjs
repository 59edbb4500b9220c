/** The oldest Node on which every dependency of package.json runs (Prisma 7 and Vite 8 ask for it). */
const OLDEST = [20, 19];

/** Ends the process with the fix when Node is too old. Runs before anything that an old Node cannot parse or load. */
export function requireNodeVersion(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  console.error(
    `Latchkey needs Node ${OLDEST.join('.')} or newer; this is Node ${version} (${process.execPath}).\n` +
      'Install a current one from https://nodejs.org or with your version manager, e.g. `nvm install 24`.',
  );
  process.exit(1);
}
