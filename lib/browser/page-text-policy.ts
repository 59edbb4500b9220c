import type { PageFacts } from './page-facts';
import { plainText } from './plain-text-policy';

export type PageMessage =
  | 'locked'
  | 'captcha'
  | 'stale_form'
  | 'rate_limited'
  | 'code_rejected'
  | 'credentials_rejected'
  | 'password_update'
  | 'two_factor_setup'
  | 'second_factor_elsewhere'
  | 'account_not_open'
  | 'access_denied'
  | 'form_rejected';

/**
 * The first that fits wins, so the order matters: "account locked after incorrect passwords" is a lock. Accents are
 * removed before comparing. Each language has the words that large sites use; a site with others has a recipe.
 */
const MESSAGES: readonly [PageMessage, RegExp][] = [
  [
    'locked',
    /account (is |has been |was )?(now )?(temporarily |permanently )?(locked|blocked|suspended|disabled|deactivated)|(locked|blocked) (your|the|this) account|(konto|zugang)[^.]{0,40}(gesperrt|blockiert|deaktiviert)|compte[^.]{0,40}(bloque|verrouille|suspendu)|cuenta[^.]{0,40}(bloqueada|suspendida)|account[^.]{0,30}(bloccato|geblokkeerd)|conta[^.]{0,30}bloqueada|account[^.]{0,30}(bloccat|geblokkeerd|vergrendeld)|konto[^.]{0,30}(zablokowan|last)|アカウント[^。]{0,20}(ロック|停止)|账[号户][^。]{0,20}锁定/,
  ],
  [
    'rate_limited',
    /too many (failed )?(attempts|requests|sign ?-?ins|log ?-?ins|tries)|zu viele (versuche|anfragen)|trop de tentatives|demasiados intentos|troppi tentativi|te veel pogingen|muitas tentativas|zbyt wiele (nieudanych )?prob|(試行|ログイン)[^。]{0,10}回数|尝试次数过多|rate limit|slow down|try again (in|after) \d+ (seconds|minutes|hours)/,
  ],
  [
    'captcha',
    /captcha|(prove|verify|confirm) (that )?you('re| are) (a )?human|not a robot|(characters|letters|text|code) (in|from|on) the (image|picture)|sicherheitsabfrage|kein roboter|pas un robot|no soy un robot|non sono un robot|geen robot|nie jestem robotem|ロボットではありません|人机验证|验证码[^。]{0,10}图/,
  ],
  [
    'stale_form',
    /csrf|(session|page|form|token)[^.]{0,20}(has |is |was )?(expired|timed out)|(invalid|missing|expired) (form |security |session )?token|(enable|allow|accept|block\w*)[^.]{0,30}cookies|cookies? (must|need|are|is)|sitzung[^.]{0,20}(abgelaufen|ungultig)|session (a )?expire|sesion (ha )?(caducado|expirado)|sessione scaduta|sessie verlopen|sesja wygasla|セッション[^。]{0,10}(切れ|期限|無効)|会话[^。]{0,6}(过期|超时)/,
  ],
  [
    'code_rejected',
    /(code|token|otp|passcode|pin)\b[^.]{0,60}(incorrect|invalid|wrong|not right|not valid|not correct|expired|already (been )?used|doesn.?t match|did ?n.?t work|falsch|ungultig|abgelaufen|incorrecto|invalide|expire|non valido|onjuist)|(incorrect|invalid|wrong|expired|falscher|ungultiger)[^.]{0,30}(code|token|otp|passcode)|codigo[^.]{0,30}(incorrecto|no valido|invalido)|codice[^.]{0,30}(errato|non valido)|コード[^。]{0,20}(正しく|無効)|验证码[^。]{0,10}(错误|无效)/,
  ],
  [
    'credentials_rejected',
    /(password|user ?name|user ?id|e-?mail( address)?|credentials|login|account)[^.]{0,80}(incorrect|invalid|wrong|not right|not correct|doesn.?t match|did ?n.?t match|do ?n.?t match|not (found|recogni[sz]ed)|does ?n.?t exist)|(incorrect|invalid|wrong|bad|unknown|unrecogni[sz]ed)[^.]{0,40}(password|user ?name|user|e-?mail|credentials|login|account)|(could ?n.?t|can.?t|could not|cannot) find (your|an|that) (account|user)|(authentication|sign ?-?in|log ?-?in) failed|(enter|use|give|provide) (a|the|your) (correct|valid|right)[^.]{0,40}(password|user ?name|e-?mail|credentials|login)|(passwort|kennwort|benutzername|anmeldedaten|zugangsdaten)[^.]{0,60}(falsch|ungultig|nicht korrekt|nicht richtig)|(mot de passe|identifiants?)[^.]{0,60}(incorrect|invalide|errone)|(contrasena|usuario)[^.]{0,60}(incorrect|invalid|no valid)|(password|credenziali)[^.]{0,40}(errat|non valid)|wachtwoord[^.]{0,40}(onjuist|ongeldig)|senha[^.]{0,40}(incorreta|invalida)|(usuario|contrasena|credenciales)[^.]{0,40}(incorrect|erron|no (son )?valid|no coincid)|(nome utente|credenziali|accesso)[^.]{0,40}(errat|non (valid|corrett)|sbagliat|fallit)|(gebruikersnaam|inloggegevens|aanmelden|inloggen)[^.]{0,40}(onjuist|ongeldig|mislukt|niet)|(usuario|senha|credenciais|login)[^.]{0,40}(incorret|invalid|errad)|(haslo|login|dane logowania|nazwa uzytkownika)[^.]{0,40}(nieprawidlow|niepoprawn|bledn|zl[ey])|(nieprawidlow\w*|niepoprawn\w*|bledn\w*)[^.]{0,30}(haslo|login|dane|nazwa)|(anmeldung|login) (ist )?fehlgeschlagen|(echec|erreur)[^.]{0,30}(connexion|authentification)|(パスワード|ログイン|ユーザー名|メールアドレス|認証)[^。]{0,40}(正しく|間違|無効|誤|違|失敗|できません)|(密码|密碼|用户名|帳號|账号|登录|登入)[^。]{0,16}(错误|錯誤|不正确|不正確|失败|失敗|无效)|(비밀번호|아이디|로그인)[^.]{0,20}(틀|잘못|일치하지|실패|올바르지)/,
  ],
  [
    'password_update',
    /password (has |is )?expired|(must|need to|required to|have to) (change|update|reset) your password|choose a new (one|password) to continue|(passwort|kennwort)[^.]{0,30}abgelaufen|(passwort|kennwort) (andern|zurucksetzen), um|mot de passe[^.]{0,20}expire|contrasena[^.]{0,20}(caducado|expirado|caducada)|(must|have to|need to|please) (now )?(change|set|choose|update) (a |your )?(new )?password|password must be changed|(password|senha)[^.]{0,20}(scadut|expirad)|wachtwoord[^.]{0,20}verlopen|haslo[^.]{0,20}wygaslo|パスワード[^。]{0,12}(有効期限|期限切れ)|密码[^。]{0,8}(过期|已过期)/,
  ],
  [
    'two_factor_setup',
    /(set ?up|enable|activate|turn on|configure|enrol+)[^.]{0,40}(two-?factor|2-?factor|two-?step|2-?step|multi-?factor|2fa|mfa|authenticator)|scan[^.]{0,40}qr|(zwei-?faktor|authentifizierungs)[^.]{0,40}(einrichten|aktivieren)/,
  ],
  [
    'second_factor_elsewhere',
    /check your (phone|device|mobile|e-?mail|inbox)|(approve|confirm)[^.]{0,40}(on your (phone|device)|notification|sign-?in request)|we('ve| have)? (just )?(sent|e-?mailed|texted) (you )?(a|an|the) |(haben|wurde)[^.]{0,40}(e-?mail|nachricht)[^.]{0,20}gesendet|insert your security key|(use|sign in with) (your |a )?(passkey|security key|face id|touch id|windows hello)/,
  ],
  [
    'account_not_open',
    /account[^.]{0,30}(not (yet )?(been )?(activ|verif|confirm|approv|enabl)|(in)?active|pending)|(confirm|verify|activate) your (e-?mail|account)[^.]{0,30}(before|first|to)/,
  ],
  [
    'access_denied',
    /access (is |was )?(denied|forbidden)|permission denied|not (authori[sz]ed|permitted|allowed) to|you do ?n.?t have (access|permission)|zugriff verweigert|acces (refuse|interdit)|acceso denegado|accesso negato|toegang geweigerd|acesso negado|odmowa dostepu/,
  ],
  [
    'form_rejected',
    /(this )?field is required|(is|are) required|please (fill|provide)|please enter (your|a|an) (?!correct|valid|right)|pflichtfeld|champ (est )?obligatoire|campo obligatorio/,
  ],
];

const SIGN_OUT =
  /^(sign|log) ?-?(out|off)( .{0,40})?$|^(abmelden|ausloggen|deconnexion|se deconnecter|cerrar sesion|salir|esci|disconnetti|disconnettiti|uitloggen|afmelden|sair|terminar sessao|logga ut|logg ut|log ud|kirjaudu ulos|wyloguj|odhlasit|выйти|выход)( .*)?$|^(ログアウト|サインアウト|退出|退出登录|登出|注销|로그아웃)$/;
const SIGN_OUT_PATH = /(^|[/_=&-])(log|sign)-?_?(out|off)([/_.?&=-]|$)/;
const SIGN_IN =
  /^(sign|log) ?-?(in|on)( (to|with|using) .*)?$|^(login|sign in) ?\/ ?(register|sign up)$|^continue with (e-?mail|password|username)$|^use (a |your )?(password|e-?mail)( instead)?$|^(anmelden|einloggen|zur anmeldung|connexion|se connecter|s'identifier|iniciar sesion|acceder|accedi|entra|inloggen|aanmelden|entrar|iniciar sessao|logga in|logg inn|log ind|kirjaudu( sisaan)?|zaloguj( sie)?|prihlasit( se)?|войти|вход)$|^(ログイン|サインイン|登录|登入|로그인)$/;
const SIGN_IN_PATH = /(^|[/_=&?-])(log|sign)-?_?in([/_.?&=-]|$)/;

/** What a page tells a visitor who tried to sign in, or null. */
export function messageIn(lines: readonly string[]): PageMessage | null {
  const plain = plainText(lines.join(' . '));
  return MESSAGES.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

const SESSION_OVER =
  /session[^.]{0,30}(expired|ended|timed out|is over|invalid|no longer|not valid)|(signed|logged) ?-?(out|off)|for your security|inactiv|sitzung[^.]{0,30}(abgelaufen|beendet)|session[^.]{0,20}expire|sesion[^.]{0,30}(caducad|expirad)|sessione[^.]{0,30}scadut|sessie[^.]{0,30}verlopen|sessao[^.]{0,30}expir/;

/** The page says that a session has ended, as some do to a visitor who comes with an old one, in the place of the form. */
export function saysSessionIsOver(lines: readonly string[]): boolean {
  return SESSION_OVER.test(plainText(lines.join(' . ')));
}

/** A sign-out control may sit in a closed menu, so an invisible one counts as well. */
export function offersSignOut(facts: PageFacts): boolean {
  return facts.controls.some(
    ({ text, path }) => SIGN_OUT.test(plainText(text)) || SIGN_OUT_PATH.test(path.toLowerCase()),
  );
}

/** The first visible control that leads to a sign-in form, by its words before its address. */
export function signInControl(facts: Pick<PageFacts, 'controls'>): PageFacts['controls'][number] | null {
  const visible = facts.controls.filter((control) => control.visible);
  return (
    visible.find(({ text }) => SIGN_IN.test(plainText(text))) ??
    visible.find(
      ({ path }) => SIGN_IN_PATH.test(path.toLowerCase()) && !SIGN_OUT_PATH.test(path.toLowerCase()),
    ) ??
    null
  );
}

const PASSKEY =
  /passkey|security key|webauthn|passwordless|schlussel|cle d'acces|clave de acceso|パスキー|通行密钥/;

/** The page offers a passkey; said only where it shows nothing to type a password into. */
export function offersPasskey(facts: PageFacts): boolean {
  return facts.controls.some(({ text, visible }) => visible && PASSKEY.test(plainText(text)));
}
