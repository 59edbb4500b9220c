import type { FieldFacts } from './field-facts';
import { plainWords } from './plain-text-policy';

export type FieldKind = 'username' | 'password' | 'new_password' | 'one_time_code' | 'other';

/** Which of a page's fields a sign-in uses, as positions in the list given. */
export interface SignInFields {
  username: number | null;
  password: number | null;
  /** One field, or one per character. */
  code: number[];
  /** Fields that ask for a password to be chosen. */
  newPasswords: number;
  /** A field for what a picture shows stands in the form of the password. */
  captcha: boolean;
}

const CODE =
  /\b(otp|totp|mfa|2fa|tfa|one ?time|verification|verify|authenticat\w*|(auth|security|login|sign ?in|access|sms|digit|pin) code|pass ?code|token|code|kod)\b|(bestatigungs|sicherheits|einmal|prufungs|verifizierungs)(code|passwort|kennwort)|\bcodigo\b|\bcodice\b|verificatiecode|認証コード|確認コード|ワンタイム|验证码|驗證碼|인증/;
const NOT_CODE =
  /(postal|zip|post|country|area|promo|coupon|discount|voucher|referral|gift|card|product|tax|bank|sort|swift|invite|qr) ?code|codigo postal|code postal|codice (fiscale|postale)|\bcvv|\bcvc|captcha/;
const STRONG_CODE = /\b(otp|totp|mfa|2fa|tfa|one ?time|verification code|security code|sms code)\b/;
const USERNAME =
  /\b(user|user ?name|user ?id|login|login ?id|log ?in|e ?mail|mail|account|identifier|identity|member|customer|benutzer\w*|anmelde\w*|kunden\w*|nutzer\w*|konto\w*|utilisateur|identifiant|courriel|usuario|correo|utente|gebruiker\w*|bruker\w*|anvandar\w*|kayttaja\w*|uzytkownik\w*)\b|ユーザー|メール|アカウント|用户|邮箱|账号|帳號|이메일|아이디/;
const NOT_USERNAME =
  /\b(search|suche|recherche|buscar|newsletter|subscribe|abonn\w*|coupon|promo|captcha|first name|last name|full name|vorname|nachname|company|firma|street|city|address line)\b|検索|搜索/;
const PASSWORD =
  /passwor[dt]|kennwort|mot de passe|contrasena|\bsenha\b|wachtwoord|\bhaslo\b|パスワード|密码|密碼|비밀번호/;
const NEW_PASSWORD =
  /\b(new|neues|nouveau|nueva|nuova|nova|nieuw|confirm\w*|conferma|repeat|re ?type|re ?enter|again|wiederhol\w*|bestatig\w*|create|choose)\b/;
const CAPTCHA =
  /captcha|(image|security|picture) (text|characters)|(characters|letters) (in|from) the (image|picture)|sicherheitsabfrage|画像の文字|图形验证码/;
const TEXT_TYPES = new Set(['text', 'email', 'tel', 'number', '']);

/**
 * Says what a field is for. The `autocomplete` tokens of the HTML standard decide where a page has them; then the
 * type; then the words around it, in the languages listed above.
 */
export function kindOf(facts: FieldFacts): FieldKind {
  const tokens = facts.autocomplete;
  if (tokens.includes('one-time-code')) return 'one_time_code';
  if (tokens.includes('current-password')) return 'password';
  if (tokens.includes('new-password')) return 'new_password';
  const words = plainWords(facts.words);
  if (facts.type === 'password') {
    if (STRONG_CODE.test(words)) return 'one_time_code';
    return NEW_PASSWORD.test(words) ? 'new_password' : 'password';
  }
  if (!TEXT_TYPES.has(facts.type)) return 'other';
  if (tokens.includes('username') || tokens.includes('email')) return 'username';
  // A password field whose value is being shown has the type "text".
  if (PASSWORD.test(words) && !USERNAME.test(words))
    return NEW_PASSWORD.test(words) ? 'new_password' : 'password';
  if (NOT_USERNAME.test(words)) return 'other';
  if (facts.type === 'email') return 'username';
  if (CODE.test(words) && !NOT_CODE.test(words)) return 'one_time_code';
  return USERNAME.test(words) ? 'username' : 'other';
}

/** Picks the sign-in's fields among all of a page; a registration or newsletter form beside it is left alone. */
export function chooseFields(all: readonly FieldFacts[]): SignInFields {
  const fields = all
    .map((facts, place) => ({ facts, place, kind: kindOf(facts) }))
    .filter(({ facts }) => facts.usable);
  const code = codeBoxes(fields) ?? fields.filter(({ kind }) => kind === 'one_time_code').slice(0, 1);
  const codePlaces = new Set(code.map(({ place }) => place));
  const rest = fields.filter(({ place }) => !codePlaces.has(place));
  const password = choosePassword(rest);
  return {
    username: chooseUsername(rest, password)?.place ?? null,
    password: password?.place ?? null,
    code: code.map(({ place }) => place),
    newPasswords: rest.filter(({ kind }) => kind === 'new_password').length,
    captcha: rest.some(
      ({ facts }) =>
        password !== undefined &&
        facts.formKey === password.facts.formKey &&
        CAPTCHA.test(plainWords(facts.words)),
    ),
  };
}

interface Candidate {
  facts: FieldFacts;
  place: number;
  kind: FieldKind;
}

function codeBoxes(fields: readonly Candidate[]): Candidate[] | null {
  const boxes = fields.filter(
    ({ facts }) => facts.maxLength === 1 && (TEXT_TYPES.has(facts.type) || facts.type === 'password'),
  );
  const form = boxes[0]?.facts.formKey;
  const together = boxes.filter(({ facts }) => facts.formKey === form);
  return together.length >= 4 && together.length <= 10 ? together : null;
}

function choosePassword(fields: readonly Candidate[]): Candidate | undefined {
  const inForm = (form: string, kind: FieldKind) =>
    fields.filter(({ facts, kind: own }) => facts.formKey === form && own === kind).length;
  const candidates = fields.filter(
    ({ facts, kind }) =>
      kind === 'password' &&
      inForm(facts.formKey, 'new_password') === 0 &&
      // Two unmarked password fields in a form are a new password and its repetition.
      (inForm(facts.formKey, 'password') === 1 || facts.formKey.endsWith('/-1')),
  );
  return best(candidates, ({ facts }) => {
    const marked = facts.autocomplete.includes('current-password') ? 4 : 0;
    return marked + (inForm(facts.formKey, 'username') > 0 ? 2 : 0);
  });
}

function chooseUsername(
  fields: readonly Candidate[],
  password: Candidate | undefined,
): Candidate | undefined {
  const writable = fields.filter(({ facts }) => !facts.readOnly);
  if (password !== undefined) {
    const before = writable.filter(
      ({ facts, place }) => facts.formKey === password.facts.formKey && place < password.place,
    );
    const named = best(
      before.filter(({ kind }) => kind === 'username'),
      usernameScore,
    );
    // A form without words or tokens: the text field right before the password.
    return named ?? before.filter(({ facts }) => TEXT_TYPES.has(facts.type)).at(-1);
  }
  const alone = writable.filter(
    ({ facts, kind }) =>
      kind === 'username' &&
      !NOT_USERNAME.test(plainWords(facts.formWords)) &&
      !fields.some((other) => other.kind === 'new_password' && other.facts.formKey === facts.formKey),
  );
  return best(alone, usernameScore);
}

function usernameScore({ facts }: Candidate): number {
  if (facts.autocomplete.includes('username')) return 4;
  if (facts.autocomplete.includes('email')) return 3;
  return facts.type === 'email' ? 2 : 1;
}

/** The highest score; the first of equals. */
function best<T>(items: readonly T[], score: (item: T) => number): T | undefined {
  let winner: T | undefined;
  for (const item of items) if (winner === undefined || score(item) > score(winner)) winner = item;
  return winner;
}
