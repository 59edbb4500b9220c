/** What `op` and a wrapper script around it need of a machine. Whatever is not named here does not get there. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'TZ',
  'TMPDIR',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  // Windows.
  'SystemRoot',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'TEMP',
  'TMP',
];

/** To find the sign-in of the person at this machine: the command's own files, and the desktop app. */
const OF_A_PERSON = [
  'XDG_CONFIG_HOME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'OP_CONFIG_DIR',
  'OP_BIOMETRIC_UNLOCK_ENABLED',
];
const SESSION_OF_A_PERSON = /^OP_SESSION(_\w+)?$/;

export type OpIdentity =
  | { kind: 'service_account'; configFolder: string }
  | { kind: 'account'; account: string };

/**
 * Pure: the environment of one `op` process, without the token, which only the process itself is given. Without an
 * identity it can tell its version and nothing else.
 *
 * An allow-list: OP_CONNECT_HOST and OP_CONNECT_TOKEN would take precedence over everything (the command would talk to
 * another 1Password without a word), OP_DEBUG prints, and another OP_SERVICE_ACCOUNT_TOKEN is somebody else's.
 */
export function opEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  identity: OpIdentity | null,
): Record<string, string> {
  const isPerson = identity?.kind === 'account';
  const passedOn = Object.entries(source).flatMap(([name, value]): Array<[string, string]> => {
    if (value === undefined) return [];
    const wanted = PASSED_ON.includes(name) || (isPerson && belongsToPerson(name));
    return wanted ? [[name, value]] : [];
  });
  return {
    ...Object.fromEntries(passedOn),
    ...(identity ? ownVariables(identity) : {}),
    // On by default: it starts a daemon that keeps items in memory.
    OP_CACHE: 'false',
    NO_COLOR: '1',
  };
}

function belongsToPerson(name: string): boolean {
  return OF_A_PERSON.includes(name) || SESSION_OF_A_PERSON.test(name);
}

function ownVariables(identity: OpIdentity): Record<string, string> {
  if (identity.kind === 'account') return { OP_ACCOUNT: identity.account };
  // The accounts and the desktop app of the person at this machine must not answer in place of the service account.
  return {
    OP_CONFIG_DIR: identity.configFolder,
    OP_BIOMETRIC_UNLOCK_ENABLED: 'false',
    OP_LOAD_DESKTOP_APP_SETTINGS: 'false',
  };
}
