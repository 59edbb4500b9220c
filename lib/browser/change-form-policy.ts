import type { FieldFacts } from './field-facts';
import { kindOf } from './field-policy';
import { plainWords } from './plain-text-policy';

/** Which of a page's fields a change of password uses, as positions in the list given. */
export interface ChangeFields {
  formKey: string;
  /** Usually one; a few sites ask for it twice. */
  current: number[];
  /** The new password, then its repetition where there is one. */
  next: number[];
  code: number[];
  /** Fields that show the name of an account. */
  names: number[];
  /** How sure it is that this form changes one's own password. */
  score: number;
  because: string[];
}

/** From here on a form is taken without looking any further. */
export const CERTAIN_SCORE = 40;
/** Below this a form is not a change of password at all. */
export const LEAST_SCORE = 15;

const CURRENT =
  /\b(current|old|existing|present|actual|your password now|aktuell\w*|alte[sn]?|bisherig\w*|derzeitig\w*|jetzig\w*|actuel|ancien|antigua|anterior|attuale|vecchia|precedente|atual|antiga|huidig\w*|oude?|bestaande?|obecne|aktualne|stare|dotychczasowe|nuvarande|gammalt|navaerende|nykyinen|vanha|cur|oldpw|oldpass\w*|curpass\w*|currentpass\w*)\b|現在|今の|旧|古い|当前|目前|原密码|原始|旧密码|舊|현재|기존/;
const NEXT =
  /\b(new|newpw|newpass\w*|neue[sn]?|nouveau|nueva|nuova|nova|nieuwe?|nowe|nytt|nyt|uusi|choose|create|set)\b|新|새/;
const AGAIN =
  /\b(confirm\w*|conferma\w*|repeat\w*|re ?type\w*|re ?enter\w*|again|verif\w*|check|chk|passchk|second time|twice|wiederhol\w*|bestatig\w*|erneut|nochmals?|repete[rz]?|repetez|confirma\w*|repetir|repita|ripeti|herhaal\w*|bevestig\w*|powtorz|potwierdz\w*|ponownie|upprepa|bekrafta|gjenta|toista|password ?2|pass ?2|pw ?2)\b|再入力|再度|確認|确认|確定|再次|重复|重複|확인/;
const ABOUT_CHANGE =
  /(change|update|reset|set|edit|new|modify) (your |my |the |account )?pass(word|phrase)|pass(wort|word) ?(andern|aktualisieren|setzen)|kennwort ?andern|neues (passwort|kennwort)|(changer|modifier|nouveau)[^.]{0,20}mot de passe|(cambiar|modificar|nueva)[^.]{0,12}contrasena|(cambia|modifica|nuova)[^.]{0,10}password|(alterar|mudar|nova)[^.]{0,8}senha|wachtwoord (wijzigen|veranderen)|nieuw wachtwoord|(zmien|zmiana|nowe) hasl[oa]|パスワード[^。]{0,6}変更|新しいパスワード|(修改|更改|变更|重置)密码|新密码|變更密碼/;
const ABOUT_JOINING =
  /sign ?up|register|registration|create (an |your )?account|registrier\w*|konto erstellen|s'inscrire|creer un compte|registrarse|crear cuenta|registrati|registreren|cadastr\w*|zarejestruj|新規登録|注册|add user|create user|new user|benutzer (anlegen|hinzufugen)/;
const ABOUT_LEAVING =
  /(delete|remove|close|deactivate|disable) (my |your |this )?(account|profile)|konto loschen|supprimer (mon|le) compte|eliminar (mi )?cuenta/;

/** A password asked for before something that must not happen. */
const ABOUT_HARM =
  /\b(delete|remove|close|deactivate|disable|turn off|erase|terminate|revoke|regenerate|recovery codes|backup codes|unlink|transfer|cancel subscription|(change|new|update) e-?mail|api key|export)\b|loschen|deaktivier|ausschalten|entfernen|supprimer|desactiver|eliminar|desactivar|borrar|elimina|disattiva|excluir|verwijder|uitschakel|usun|wylacz|削除|無効|退会|删除|刪除|禁用|关闭|注销/;
const ABOUT_ASKING =
  /(confirm|verify|re-?enter|enter|type|provide) (your |the |current )*(current )?(password|identity|access|it'?s you)|(to continue|before (you|continu\w+)|sudo|log ?in again|sign ?in again|re-?authenticat|security check)|(passwort|kennwort)[^.]{0,30}(bestatigen|eingeben)|bestatigen sie|(confirmer|confirmez|saisissez|entrez)[^.]{0,30}mot de passe|(confirma|introduce|ingresa)\w*[^.]{0,24}contrasena|(conferma|inserisci)[^.]{0,20}password|(confirme|digite)[^.]{0,20}senha|(bevestig|voer)[^.]{0,20}wachtwoord|(potwierdz|podaj|wprowadz)[^.]{0,20}haslo|パスワード[^。]{0,12}(入力|確認)|(输入|確認|确认|验证)[^。]{0,10}密[码碼]/;

type Role = 'current' | 'next' | 'again' | 'unknown';

interface Candidate {
  facts: FieldFacts;
  place: number;
}

/** Every form of the page that could change a password, the likeliest first. */
export function chooseChangeForms(all: readonly FieldFacts[]): ChangeFields[] {
  const usable = all.map((facts, place) => ({ facts, place })).filter(({ facts }) => facts.usable);
  const keys = [...new Set(usable.map(({ facts }) => facts.formKey))];
  return keys
    .flatMap((key) => formOf(usable.filter(({ facts }) => facts.formKey === key)) ?? [])
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((left, right) => right.score - left.score);
}

/**
 * The one field that asks "enter your password to go on", or null. A dialog may ask it over a form that is filled in
 * already. A form that deletes something, or that has other fields to fill in, asks for the password as well: left
 * alone.
 */
export function chooseReauthentication(all: readonly FieldFacts[]): number | null {
  const usable = all
    .map((facts, place) => ({ facts, place }))
    .filter(({ facts }) => facts.usable && !facts.readOnly);
  const asking = usable.filter(({ facts }) => isPassword(facts));
  const inDialog = asking.filter(({ facts }) => facts.inDialog);
  const [only, ...more] = inDialog.length > 0 ? inDialog : asking;
  if (only === undefined || more.length > 0 || wordRole(only.facts) === 'next') return null;
  const words = plainWords(`${only.facts.words} ${only.facts.formWords} ${only.facts.hints}`);
  if (ABOUT_HARM.test(words)) return null;
  const besides = usable.filter(({ facts, place }) => place !== only.place && !isHarmlessBeside(facts));
  const inForm = besides.filter(({ facts }) => facts.formKey === only.facts.formKey);
  if (inForm.length > 0 && !only.facts.inDialog) return null;
  return besides.length === 0 || only.facts.inDialog || ABOUT_ASKING.test(words) ? only.place : null;
}

/** The name of the account, a code, a box to tick, the page's search. */
function isHarmlessBeside(facts: FieldFacts): boolean {
  const kind = kindOf(facts);
  if (kind === 'username' || kind === 'one_time_code') return true;
  return (
    !['text', 'email', 'tel', 'number', 'url', 'password'].includes(facts.type) ||
    /search|suche|recherche|buscar|cerca|zoek|szukaj|検索|搜索/.test(plainWords(facts.words))
  );
}

function formOf(fields: readonly Candidate[]): ChangeFields | null {
  const passwords = fields.filter(({ facts }) => isPassword(facts) && !facts.readOnly);
  const roles: Role[] =
    passwords.length === 1 && isOwnData(fields) ? ['next'] : rolesOf(passwords.map(({ facts }) => facts));
  const placesOf = (...wanted: Role[]) =>
    passwords.flatMap(({ place }, index) => (wanted.includes(roles[index] ?? 'unknown') ? [place] : []));
  const next = [...placesOf('next'), ...placesOf('again')].slice(0, 2);
  const first = passwords.find(({ place }) => place === next[0]);
  if (first === undefined) return null;
  const current = placesOf('current');
  const code = fields.filter(({ facts }) => kindOf(facts) === 'one_time_code').map(({ place }) => place);
  return {
    formKey: first.facts.formKey,
    current,
    next,
    code,
    names: fields
      .filter(({ facts }) => facts.filled && kindOf(facts) === 'username')
      .map(({ place }) => place),
    ...judge(fields, first.facts, { current: current.length, again: next.length - 1 }),
  };
}

function judge(
  fields: readonly Candidate[],
  first: FieldFacts,
  has: { current: number; again: number },
): Pick<ChangeFields, 'score' | 'because'> {
  const words = plainWords(`${first.formWords} ${first.hints}`);
  const names = fields.filter(({ facts }) => kindOf(facts) === 'username');
  const emptyName =
    names.some(({ facts }) => !facts.readOnly && !facts.filled) && !names.some(({ facts }) => facts.filled);
  const marks: [boolean, number, string][] = [
    [true, 10, 'a field for a new password'],
    [isOwnData(fields), 8, 'it stands among the data of an account'],
    [has.current > 0, 40, 'a field for the current password'],
    [has.again > 0, 15, 'the new password is asked twice'],
    [first.autocomplete.includes('new-password'), 10, 'the field is marked as new-password'],
    [NEXT.test(plainWords(first.words)), 10, 'the field is called new'],
    [ABOUT_CHANGE.test(words), 15, 'the form speaks of changing the password'],
    [has.current === 0 && emptyName, -60, 'it asks for a name as well, as a registration does'],
    [has.current === 0 && ABOUT_JOINING.test(words), -60, 'it speaks of a new account'],
    [ABOUT_LEAVING.test(words) && has.again === 0, -30, 'it speaks of deleting the account'],
  ];
  const holding = marks.filter(([holds]) => holds);
  return {
    score: holding.reduce((sum, [, points]) => sum + points, 0),
    because: holding.map(([, , reason]) => reason),
  };
}

/** A page that shows the data of an account, filled in, to be edited; the password among them is a new one. */
function isOwnData(fields: readonly Candidate[]): boolean {
  const texts = fields.filter(
    ({ facts }) => ['text', 'email', 'tel', 'url'].includes(facts.type) && !isPassword(facts),
  );
  return texts.length >= 2 && texts.some(({ facts }) => facts.filled && kindOf(facts) === 'username');
}

function isPassword(facts: FieldFacts): boolean {
  const kind = kindOf(facts);
  return kind === 'password' || kind === 'new_password';
}

/** Words first, because many sites mark all three fields `new-password` to keep browsers from filling them. */
function wordRole(facts: FieldFacts): Role {
  const words = plainWords(facts.words);
  const [current, next, again] = [CURRENT, NEXT, AGAIN].map((pattern) => pattern.test(words));
  if (current && !next) return 'current';
  if (again && !current) return 'again';
  if (next && !current) return 'next';
  if (facts.autocomplete.includes('current-password')) return 'current';
  return facts.autocomplete.includes('new-password') ? 'next' : 'unknown';
}

/** What the words leave open, the order says: the current one first, then the new one, then its repetition. */
function rolesOf(fields: readonly FieldFacts[]): Role[] {
  const roles = fields.map(wordRole);
  const known = (role: Role) => roles.includes(role);
  const open = () => roles.indexOf('unknown');
  const unknowns = roles.filter((role) => role === 'unknown').length;
  if (unknowns === fields.length && fields.length === 1) return ['unknown'];
  const needsCurrent = !known('current') && unknowns >= (known('next') ? 1 : known('again') ? 2 : 3);
  if (needsCurrent && open() < firstOf(roles, 'next')) roles[open()] = 'current';
  if (!known('next') && open() >= 0) roles[open()] = 'next';
  // Two fields that are both marked as new: the second is the repetition.
  const second = roles.indexOf('next', roles.indexOf('next') + 1);
  if (second > 0 && !known('again')) roles[second] = 'again';
  if (!known('again') && open() >= 0) roles[open()] = 'again';
  return known('next') || !known('again') ? roles : roles.map((role) => (role === 'again' ? 'next' : role));
}

function firstOf(roles: readonly Role[], role: Role): number {
  const place = roles.indexOf(role);
  return place < 0 ? roles.length : place;
}
