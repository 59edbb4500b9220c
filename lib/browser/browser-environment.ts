/** What Chromium reads of its surroundings: where things are, how it speaks, what it draws on, who stands between. */
const NAMES = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'DBUS_SESSION_BUS_ADDRESS',
  'LD_LIBRARY_PATH',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'SYSTEMROOT',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
]);
const FAMILIES = /^(LC|XDG|FONTCONFIG|CHROME|CHROMIUM)_/;

/**
 * The environment of a browser. It runs strangers' pages, so it is given neither the key-encryption key nor the address of the
 * database nor any other setting of ours, which is what Playwright would hand on by itself.
 */
export function browserEnvironment(from: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(from)) {
    const needed = NAMES.has(name.toUpperCase()) || FAMILIES.test(name);
    if (needed && value !== undefined) kept[name] = value;
  }
  return kept;
}
