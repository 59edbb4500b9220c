import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parsePasswordRules } from './password-rules';

/** The format of `password-rules.json` in apple/password-manager-resources. */
const quirksFile = z.record(
  z.string().min(1),
  z.looseObject({ 'password-rules': z.string(), 'exact-domain-match-only': z.boolean().optional() }),
);

export type PasswordQuirks = ReadonlyMap<string, { rules: string; exact: boolean }>;

/**
 * Reads the operator's file of what sites demand beyond what they say. Throws with the name of the file and of the
 * first entry that cannot be read: a typing error in a policy must not wait for a rotation to be found.
 */
export async function loadPasswordQuirks(file: string): Promise<PasswordQuirks> {
  const parsed = quirksFile.safeParse(await readJson(file));
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join(' / ') ?? '';
    throw new Error(
      `${file} is not in the format of password-rules.json${place === '' ? '' : ` at ${place}`}`,
    );
  }
  const quirks = new Map<string, { rules: string; exact: boolean }>();
  for (const [domain, entry] of Object.entries(parsed.data)) {
    const rules = entry['password-rules'];
    if (parsePasswordRules(rules) === null) throw new Error(`${file}: the rules of ${domain} cannot be read`);
    quirks.set(domain.toLowerCase(), { rules, exact: entry['exact-domain-match-only'] === true });
  }
  return quirks;
}

/** Of a name in DNS (RFC 1035, 2.3.4). */
const LONGEST_NAME = 253;

/** The rules for a host: its own, or those of the nearest domain above it that does not insist on itself. */
export function quirkFor(quirks: PasswordQuirks, host: string): string | null {
  const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  if (name.length > LONGEST_NAME) return null;
  const labels = name.split('.');
  for (let from = 0; from < labels.length; from += 1) {
    const entry = quirks.get(labels.slice(from).join('.'));
    if (entry !== undefined && (from === 0 || !entry.exact)) return entry.rules;
  }
  return null;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${file} cannot be read; LATCHKEY_PASSWORD_RULES_FILE names it`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON`);
  }
}
