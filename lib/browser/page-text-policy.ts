import type { PageFacts } from './page-facts';

export type PageMessage =
  | 'locked'
  | 'rate_limited'
  | 'code_rejected'
  | 'credentials_rejected'
  | 'password_update'
  | 'two_factor_setup'
  | 'second_factor_elsewhere'
  | 'access_denied'
  | 'form_rejected';

/**
 * The first that fits wins, so the order matters: "account locked after incorrect passwords" is a lock. Accents are
 * removed before comparing. Each language has the words that large sites use; a site with others has a recipe.
 */
const MESSAGES: readonly [PageMessage, RegExp][] = [
  [
    'locked',
    /account (is |has been |was )?(now )?(temporarily |permanently )?(locked|blocked|suspended|disabled|deactivated)|(locked|blocked) (your|the|this) account|(konto|zugang)[^.]{0,40}(gesperrt|blockiert|deaktiviert)|compte[^.]{0,40}(bloque|verrouille|suspendu)|cuenta[^.]{0,40}(bloqueada|suspendida)|account[^.]{0,30}(bloccato|geblokkeerd)|conta[^.]{0,30}bloqueada|アカウント[^。]{0,20}ロック|账[号户][^。]{0,20}锁定/,
  ],
  [
    'rate_limited',
    /too many (failed )?(attempts|requests|sign ?-?ins|log ?-?ins|tries)|zu viele (versuche|anfragen)|trop de tentatives|demasiados intentos|troppi tentativi|te veel pogingen/,
  ],
  [
    'code_rejected',
    /(code|token|otp|passcode|pin)\b[^.]{0,60}(incorrect|invalid|wrong|not right|not valid|not correct|expired|already (been )?used|doesn.?t match|did ?n.?t work|falsch|ungultig|abgelaufen|incorrecto|invalide|expire|non valido|onjuist)|(incorrect|invalid|wrong|expired|falscher|ungultiger)[^.]{0,30}(code|token|otp|passcode)|codigo[^.]{0,30}(incorrecto|no valido|invalido)|codice[^.]{0,30}(errato|non valido)|コード[^。]{0,20}(正しく|無効)|验证码[^。]{0,10}(错误|无效)/,
  ],
  [
    'credentials_rejected',
    /(password|user ?name|user ?id|e-?mail( address)?|credentials|login|account)[^.]{0,80}(incorrect|invalid|wrong|not right|not correct|doesn.?t match|did ?n.?t match|do ?n.?t match|not (found|recogni[sz]ed)|does ?n.?t exist)|(incorrect|invalid|wrong|bad|unknown|unrecogni[sz]ed)[^.]{0,40}(password|user ?name|user|e-?mail|credentials|login|account)|(could ?n.?t|can.?t|could not|cannot) find (your|an|that) (account|user)|(authentication|sign ?-?in|log ?-?in) failed|(passwort|kennwort|benutzername|anmeldedaten|zugangsdaten)[^.]{0,60}(falsch|ungultig|nicht korrekt|nicht richtig)|(mot de passe|identifiants?)[^.]{0,60}(incorrect|invalide|errone)|(contrasena|usuario)[^.]{0,60}(incorrect|invalid|no valid)|(password|credenziali)[^.]{0,40}(errat|non valid)|wachtwoord[^.]{0,40}(onjuist|ongeldig)|senha[^.]{0,40}(incorreta|invalida)|パスワード[^。]{0,30}(正しく|間違|無効)|密码[^。]{0,10}(错误|不正确)/,
  ],
  [
    'password_update',
    /password (has |is )?expired|(must|need to|required to|have to) (change|update|reset) your password|choose a new (one|password) to continue|(passwort|kennwort)[^.]{0,30}abgelaufen|(passwort|kennwort) (andern|zurucksetzen), um|mot de passe[^.]{0,20}expire|contrasena[^.]{0,20}(caducado|expirado)/,
  ],
  [
    'two_factor_setup',
    /(set ?up|enable|activate|turn on|configure|enrol+)[^.]{0,40}(two-?factor|2-?factor|two-?step|2-?step|multi-?factor|2fa|mfa|authenticator)|scan[^.]{0,40}qr|(zwei-?faktor|authentifizierungs)[^.]{0,40}(einrichten|aktivieren)/,
  ],
  [
    'second_factor_elsewhere',
    /check your (phone|device|mobile|e-?mail|inbox)|(approve|confirm)[^.]{0,40}(on your (phone|device)|notification|sign-?in request)|we('ve| have)? (just )?(sent|e-?mailed|texted) (you )?(a|an|the) |(haben|wurde)[^.]{0,40}(e-?mail|nachricht)[^.]{0,20}gesendet|insert your security key/,
  ],
  [
    'access_denied',
    /access (is |was )?(denied|forbidden)|permission denied|not (authori[sz]ed|permitted|allowed) to|you do ?n.?t have (access|permission)|zugriff verweigert|acces (refuse|interdit)|acceso denegado/,
  ],
  [
    'form_rejected',
    /(this )?field is required|please (enter|fill|provide)|pflichtfeld|champ (est )?obligatoire|campo obligatorio/,
  ],
];

const SIGN_OUT =
  /^(sign|log) ?-?(out|off)$|^(abmelden|ausloggen|deconnexion|se deconnecter|cerrar sesion|salir|esci|disconnetti|uitloggen|afmelden|sair|logga ut|logg ut|log ud|wyloguj)( .*)?$|^(ログアウト|サインアウト|退出|退出登录|登出|로그아웃)$/;
const SIGN_OUT_PATH = /(^|[/_-])(log|sign)-?_?(out|off)([/_.?-]|$)/;
const SIGN_IN =
  /^(sign|log) ?-?in( to .*)?$|^(anmelden|einloggen|connexion|se connecter|iniciar sesion|acceder|accedi|inloggen|entrar|logga in|logg inn|zaloguj( sie)?)$|^(ログイン|サインイン|登录|登入|로그인)$/;

/** What a page tells a visitor who tried to sign in, or null. */
export function messageIn(text: string): PageMessage | null {
  const plain = plainText(text);
  return MESSAGES.find(([, pattern]) => pattern.test(plain))?.[0] ?? null;
}

/** A sign-out control may sit in a closed menu, so an invisible one counts as well. */
export function offersSignOut(facts: PageFacts): boolean {
  return facts.controls.some(
    ({ text, path }) => SIGN_OUT.test(plainText(text)) || SIGN_OUT_PATH.test(path.toLowerCase()),
  );
}

/** The words of the first visible control that leads to a sign-in form, as the page has them. */
export function signInControl(facts: PageFacts): string | null {
  return facts.controls.find(({ text, visible }) => visible && SIGN_IN.test(plainText(text)))?.text ?? null;
}

export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
