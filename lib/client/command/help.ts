export const HELP = `latchkey: logins from 1Password for commands and scripts

  latchkey run [--env-file FILE] [--no-masking] [--keep-keys] -- COMMAND [ARGUMENT ...]
      Runs a command with secrets in its environment. Variables whose value is a reference get the value:
        lk://USER/password   lk://USER/username   lk://USER/otp
        lk://USER@DOMAIN/…   names an entry by user and domain; a slash in a name is written %2F
        lk://USER/field/op://VAULT/ITEM/FIELD   another field of the item that the entry is bound to
      What the command prints is searched for these values, which are shown as [secret].
        --env-file    reads further variables from NAME=value lines; may be given several times
        --no-masking  passes the output as it is, and the terminal with it
        --keep-keys   leaves LATCHKEY_API_KEY and LATCHKEY_ENCRYPTION_KEY in the command's environment

  latchkey otp USER[@DOMAIN]
      Prints a fresh one-time code. Waits for the next one if the present one was used or is nearly over.

  latchkey whoami
      Says which workspace and key these are, what the key may do, and whether the encryption key fits.

  --config FILE   instead of ~/.config/latchkey/config.json
  --help, --version

Settings: LATCHKEY_URL, LATCHKEY_API_KEY, LATCHKEY_ENCRYPTION_KEY, or the last two with _FILE and a path, or a
configuration file {"url": …, "key": …, "encryption_key": …} that only you can read (chmod 600).`;
