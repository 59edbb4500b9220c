import type { ControlFacts } from './page-controls';
import { plainWords } from './plain-text-policy';

/** What may lead to the form, most promising first; a control gets the points of the first that fits. */
const LEADS: readonly [number, string, RegExp][] = [
  [
    100,
    'it speaks of changing the password',
    /\b(change|update|edit|modify|set|new|manage)\b[^.]{0,24}\bpass(word|phrase|code)|pass(word|phrase)\b[^.]{0,10}\b(change|update|edit)|(passwort|kennwort)[^.]{0,12}(andern|aktualisieren|wechseln|bearbeiten|anpassen)|(passwort|kennwort)anderung|neues (passwort|kennwort)|(changer|modifier|mettre a jour|nouveau)[^.]{0,24}mot de passe|(cambiar|modificar|actualizar|nueva)[^.]{0,16}(contrasena|clave)|(cambia|modifica|aggiorna|nuova)[^.]{0,14}password|(alterar|mudar|trocar|nova)[^.]{0,12}senha|wachtwoord[^.]{0,12}(wijzigen|veranderen|aanpassen)|nieuw wachtwoord|(zmien|zmiana|nowe)[^.]{0,8}haslo|hasla|(パスワード|暗証)[^。]{0,8}(変更|設定|更新)|(修改|更改|变更|變更|设置|重设)(登录)?密[码碼]|비밀번호 ?(변경|수정)/,
  ],
  [
    80,
    'it speaks of a password',
    /\bpass(word|phrase)s?\b|passwort|kennwort|mot de passe|contrasena|\bsenha\b|wachtwoord|\bhaslo\b|パスワード|密码|密碼|비밀번호|\bcredentials\b/,
  ],
  [
    62,
    'it speaks of security or sign-in',
    /\bsecurity\b|sign ?-?in (and|&)|log ?in (and|&)|login (details|settings|info\w*)|authentication|sicherheit|anmelde(daten|optionen)|zugangsdaten|securite|seguridad|sicurezza|seguranca|beveiliging|bezpieczenstw\w*|セキュリティ|安全/,
  ],
  [
    56,
    'it speaks of the own account',
    /\b(my|your|edit|manage|user|personal) ?-?(account|profile|settings|preferences|details|info\w*|data)\b|account (settings|details|preferences)|^account$|^profile$|^my (account|profile)|mein (konto|profil)|benutzer ?(konto|profil|einstellungen)|^konto$|^profil$|kontoeinstellungen|profil bearbeiten|personliche (daten|einstellungen)|mon (compte|profil)|^compte$|^profil$|mi (cuenta|perfil)|^(cuenta|perfil)$|(il mio )?(account|profilo)$|(minha conta|meu perfil)|^(conta|perfil)$|mijn (account|profiel|gegevens)|^(account|profiel)$|moje konto|^(konto|profil)$|アカウント|マイページ|プロフィール|个人(中心|资料|设置|信息)|我的账[户号]|账[户号]设置|個人|프로필|내 정보|계정/,
  ],
  [
    44,
    'it speaks of settings',
    /\b(settings|preferences|options|prefs)\b|einstellungen|optionen|parametres|preferences|reglages|ajustes|configuracion|preferencias|impostazioni|preferenze|configuracoes|definicoes|instellingen|voorkeuren|ustawienia|preferencje|設定|设置|設置|설정/,
  ],
  [
    40,
    'it leads to the own account',
    /\b(account|profile|me|user menu|usermenu|profil|konto|perfil|compte|cuenta|profilo|conta|profiel)\b/,
  ],
  // Last of all: where everybody's accounts are, one's own is among them.
  [
    16,
    'it speaks of accounts',
    /\b(accounts|users)\b|benutzer(verwaltung)?$|utilisateurs|usuarios|utenti|gebruikers|uzytkownicy|ユーザー管理|用户管理/,
  ],
];

const ABOUT_PASSWORD =
  /^\W*((your|account|login|current) )?(pass(word|phrase|code)|passwort|kennwort|mot de passe|contrasena|senha|wachtwoord|haslo|パスワード|密[码碼])/;

/** Addresses, for links whose words say nothing or are in another language. */
const PATHS: readonly [number, RegExp][] = [
  [
    95,
    /(change|update|edit|modify|set|new)[-_]?(my[-_]?)?pass(word|wd)?([/?&#=._-]|$)|pass(word|wd)?[-_/]?(change|update|edit|modify)|\bpasswd\b|chpass|changepw/,
  ],
  [72, /pass(word|wd)([/?&#=._-]|$)/],
  [58, /[/?&#=_-]security([/?&#=._-]|$)/],
  [
    52,
    /[/?&#=_-](my[-_]?)?(account|profile|profil|userprefs|usercp|ucp)([/?&#=._-]|$)|users?\/(me|edit|profile|settings)|=profile\b|do=profile|edit[-_]profile|account[-_]?settings|preferences\/user/,
  ],
  [40, /[/?&#=_-](user[-_]?)?(settings|preferences|prefs)(\.\w+)?\/?([?#].*)?$/],
  // A page of the settings among many others.
  [18, /[/?&#=_-](user[-_]?)?(settings|preferences|prefs)\//],
];

const NEVER =
  /\b(log|sign) ?-?(out|off)\b|\blogout\b|abmelden|ausloggen|deconnexion|deconnecter|cerrar sesion|\bsalir\b|\besci\b|disconnetti|disconnessione|uitloggen|afmelden|\bsair\b|logga ut|logg ut|log ud|wyloguj|ログアウト|サインアウト|退出|登出|注销|로그아웃|\b(delete|remove|deactivate|destroy|erase|purge|drop|revoke|terminate|uninstall|disable|unsubscribe|cancel|disconnect|unlink|suspend|close (my |your )?account)\b|loschen|entfernen|deaktivieren|kundigen|supprimer|effacer|desactiver|eliminar|borrar|elimina\b|rimuovi|excluir|remover|verwijder|usun|削除|退会|删除|刪除|삭제|탈퇴|forgot|forgotten|lost (your )?password|vergessen|oublie|olvid|dimenticat|esquec|vergeten|zapomn|お忘れ|忘れた|忘记|忘記|\b(pay|buy|purchase|checkout|upgrade|order|donate|invite|export|download|import|backup|restore|shut ?down|power|restart|reboot|reload|impersonate|publish|deploy|send)\b|password ?less|password (manager|protect\w*|polic\w*|generator|list|vault|rules)|reset (all|everything|to default)|factory/;
const NEVER_PATH =
  /log[-_]?out|sign[-_]?out|logoff|\bdelete\b|\bdestroy\b|\bremove\b|deactivate|restart|reboot|shutdown|forgot|lostpass|resendpwd|password[-_/]?(reset|forgot|recovery|protect)|\.(zip|pdf|csv|xml|json|png|jpe?g|gif|svg|ics|rss)$/;
const AVATAR =
  /avatar|user[-_ ]?(menu|nav|dropdown|info|name|icon|button)|usermenu|account[-_ ]?(menu|dropdown|icon|button)|profile[-_ ]?(menu|dropdown|pic|image|icon|button)|\bgravatar\b|fa-user|icon-user|person|account_circle|bi-person|i-?user\b/i;

/** The name of a picture that stands for settings where there are no words. */
const GEAR = /(^|[\s_-])(cogs?|gears?|settings|sliders)([\s_-]|$)/i;
/** By its words, or by the name of its picture. */
const MENU = /\b(menu|actions|more|hamburger|kebab|ellipsis|burger)\b|[≡☰⋮…]/i;

export function looksLikeAccountMenu(facts: Pick<ControlFacts, 'marks'>): boolean {
  return AVATAR.test(facts.marks);
}

export interface ControlScore {
  points: number;
  because: string;
}

const EDIT =
  /\b(edit|manage|modify)\b|bearbeiten|andern|verwalten|modifier|gerer|editar|modificar|gestionar|modifica|gestisci|bewerken|beheren|edytuj|zarzadzaj|編集|编辑|編輯|修改/;
/** Said beside a password. */
const CHANGE = /\b(change|update|reset)\b|changer|cambiar|alterar|cambia\b|wijzigen|zmien|変更|更改/;

/** Whether the account's own name is on a control, or in the row or card that it stands in. */
export interface Ownership {
  onControl: boolean;
  around: boolean;
}

/** Null for what must not be pressed or leads nowhere. */
export function scoreControl(facts: ControlFacts, own: Ownership): ControlScore | null {
  const words = plainWords(facts.text);
  const path = pathOf(facts.href);
  if (NEVER.test(words) || NEVER_PATH.test(path)) return null;
  // Pressing the button of a filled form would send it.
  if (facts.sendsForm) return null;
  const byWords = words.length > 60 ? undefined : LEADS.find(([, , pattern]) => pattern.test(words));
  const byPath = PATHS.find(([, pattern]) => pattern.test(path));
  const scores: ControlScore[] = [];
  if (byWords !== undefined) scores.push({ points: byWords[0], because: byWords[1] });
  if (byPath !== undefined) scores.push({ points: byPath[0], because: 'its address looks like it' });
  if (own.onControl)
    scores.push({ points: facts.inChrome ? 54 : 46, because: 'it bears the name of the account' });
  if (looksLikeAccountMenu(facts) && facts.visible)
    scores.push({
      points: facts.opens || facts.inChrome ? 45 : 30,
      because: 'it looks like the menu of the account',
    });
  if (words === '' && facts.visible && GEAR.test(facts.marks))
    scores.push({ points: 40, because: 'its picture is that of settings' });
  if (facts.opens && facts.visible && MENU.test(`${words} ${facts.marks}`))
    scores.push({ points: 28, because: 'it opens the menu of the page' });
  if (facts.opens && facts.visible)
    scores.push({ points: facts.inChrome ? 24 : 12, because: 'it opens a menu' });
  if (facts.kind === 'tab' && facts.visible) scores.push({ points: 22, because: 'it is a tab' });
  if (own.around && !facts.inChrome && EDIT.test(words))
    scores.push({ points: 42, because: 'it edits the row of the account' });
  if (ABOUT_PASSWORD.test(plainWords(facts.about)) && (EDIT.test(words) || CHANGE.test(words)))
    scores.push({ points: 90, because: 'it edits the password' });
  const best = scores.sort((left, right) => right.points - left.points)[0];
  return best === undefined || (!facts.visible && facts.href === '') ? null : best;
}

function pathOf(href: string): string {
  if (!URL.canParse(href)) return '';
  const { pathname, search, hash } = new URL(href);
  return `${pathname}${search}${hash}`.toLowerCase();
}
