import type { ChangeVerdict } from './change-form-types';
import { plainText } from './plain-text-policy';

const WORD =
  '(pass ?words?|credentials|pass ?phrases?|pass ?codes?|passwort|passworter|kennwort|mots? de passe|contrasenas?|clave|senhas?|wachtwoord(en)?|hasl[oa]|losenord\\w*|パスワード|密[码碼]|비밀번호)';

/**
 * The first that fits wins, so the order matters: a complaint about the old password is no complaint about the new
 * one, and "must be at least 12 characters" beside "changed" would be a complaint all the same.
 */
const VERDICTS: readonly [ChangeVerdict, RegExp][] = [
  [
    'CONFIRM_BY_EMAIL',
    /(confirm|verif\w+|approve|activate|complete)[^.]{0,60}(by e-?mail|e-?mail|link|inbox)|(sent|e-?mailed)[^.]{0,60}(link|to confirm|to complete)|(click|follow|open) the (confirmation )?link|check your (e-?mail|inbox)|bestatigungs(link|mail|e-mail)|(e-?mail|courriel|lien)[^.]{0,40}(envoye|confirmer)|(correo|enlace)[^.]{0,40}(enviado|confirmar)|(メール|電子メール)[^。]{0,20}(送信|確認)|(邮件|郵件)[^。]{0,16}(发送|確認|确认)/,
  ],
  [
    'OLD_WRONG',
    new RegExp(
      `(current|old|existing|previous|original) ${WORD}[^.]{0,60}(incorrect|wrong|invalid|not (right|correct|valid|match)|does ?n.?t match|did ?n.?t match|do(es)? not match|mismatch|entered incorrectly|failed)|(incorrect|wrong|invalid|bad) (current|old|existing)? ?${WORD}|(sorry, the |the |your )?password (was|is) (wrong|incorrect|not right)|(aktuelle|alte|bisherige)\\w* (passwort|kennwort)[^.]{0,50}(falsch|nicht|ungultig)|(mot de passe) (actuel|ancien)[^.]{0,40}(incorrect|invalide|errone|faux)|ancien mot de passe[^.]{0,30}(incorrect|invalide|errone|faux)|contrasena (actual|anterior|antigua)[^.]{0,40}(incorrect|no es|invalid|erronea)|password (attuale|vecchia)[^.]{0,40}(errata|non|sbagliata)|senha atual[^.]{0,40}(incorret|invalid|nao)|(huidige|oude?) wachtwoord[^.]{0,40}(onjuist|niet|fout)|(obecne|stare|aktualne) haslo[^.]{0,40}(niepraw|bledn|nie)|(現在の|旧|古い)パスワード[^。]{0,20}(正しく|違|誤|間違)|(当前|目前|原|旧|舊)密[码碼][^。]{0,12}(错误|錯誤|不正确|不正確|有误)`,
    ),
  ],
  [
    'POLICY_REJECT',
    new RegExp(
      `${WORD}[^.]{0,80}(too (short|long|weak|simple|common|similar|easy)|not (long|strong|complex|secure) enough|weak|must|should|shall|needs? to|has to|require|at least|at most|minimum|maximum|can ?not|can.?t|not allowed|not permitted|not acceptable|invalid character|already (been )?used|re-?use|recent|previous|same as|differ|strength|meet|entirely numeric|guess|compromis|breach|pwned|leaked|dictionary|exceed|no longer than|shorter|longer)|(too (short|long|weak|simple|common)|at least \\d+ (characters|chars|letters)|minimum (length|of \\d+)|choose a (stronger|different|longer|new))|(passwort|kennwort)[^.]{0,80}(zu (kurz|lang|schwach|einfach|haufig)|muss|darf|mindestens|bereits (verwendet|benutzt)|unterscheiden|entspricht)|mot de passe[^.]{0,80}(trop|doit|au moins|deja (ete )?utilise|faible|courant)|contrasena[^.]{0,80}(demasiado|debe|al menos|ya (ha sido|fue)|debil|comun)|password[^.]{0,60}(troppo|deve|almeno|gia (stata )?usata|debole)|senha[^.]{0,60}(muito|deve|pelo menos|fraca|ja foi)|wachtwoord[^.]{0,60}(te (kort|lang|zwak)|moet|minimaal|minstens|al gebruikt)|haslo[^.]{0,60}(za (krotkie|dlugie|slabe|proste)|musi|co najmniej|juz)|パスワード[^。]{0,40}(以上|以内|必要|短|弱|使用済|含)|密[码碼][^。]{0,24}(至少|不少于|过短|太短|必须|太简单|强度|长度)`,
    ),
  ],
  [
    'SUCCESS_TEXT',
    new RegExp(
      `${WORD}[^.]{0,60}((?<!last )(changed|updated|modified)|saved|(been|was|successfully) (re)?set|success)|(changed|updated|saved|modified)[^.]{0,24}${WORD}|(profile|account|user|settings|changes|preferences|details|data|information)[^.]{0,40}(updated|saved|changed|stored|success)|(successfully|success)[^.]{0,20}(changed|updated|saved)|^(updated|saved|changed) (your |the |my )?(profile|account|user|administrator|member|settings|changes|preferences|details)\\b|^(saved|updated|success|done)[.!]?$|(passwort|kennwort)[^.]{0,40}(geandert|aktualisiert|gespeichert)|(anderungen|profil|einstellungen|daten)[^.]{0,40}(gespeichert|aktualisiert)|mot de passe[^.]{0,40}(modifie|change|mis a jour|enregistre)|(modifications|profil)[^.]{0,30}(enregistre|mis a jour|sauvegarde)|contrasena[^.]{0,40}(cambiad|actualizad|modificad|guardad)|(cambios|perfil)[^.]{0,30}(guardad|actualizad)|password[^.]{0,40}(cambiata|aggiornata|modificata|salvata)|(modifiche|profilo)[^.]{0,24}(salvat|aggiornat)|senha[^.]{0,30}(alterada|atualizada|modificada|trocada)|(alteracoes|perfil)[^.]{0,24}(salvas|atualizad|gravad)|wachtwoord[^.]{0,30}(gewijzigd|veranderd|aangepast|bijgewerkt)|(wijzigingen|profiel)[^.]{0,24}(opgeslagen|bijgewerkt)|haslo[^.]{0,30}(zmienion|zaktualizowan|zapisan)|(zmiany|profil)[^.]{0,24}(zapisan|zaktualizowan)|パスワード[^。]{0,16}(変更されました|変更しました|更新されました|更新しました|変更が完了)|(保存|更新)(されました|しました)|密[码碼][^。]{0,8}(修改成功|已更改|已修改|已更新|更改成功|變更成功)|(保存|修改|更新)成功`,
    ),
  ],
  [
    'ERROR',
    /\b(error|failed|failure|could not|couldn't|unable|went wrong|try again|do(es)? ?n.?t match|do(es)? not match|did ?n.?t match|mismatch|invalid|expired|forbidden)\b|fehler|fehlgeschlagen|stimmen nicht|erreur|echec|ne correspondent pas|fallo|no coinciden|errore|non corrispondono|erro\b|nao (coincidem|conferem)|fout|komen niet overeen|blad|nie sa (takie same|zgodne)|エラー|失敗|一致しません|错误|錯誤|失败|失敗|不一致/,
  ],
];

/** What a page says after a change was sent: lines that were not there before. */
export interface ChangeAnswer {
  alerts: readonly string[];
  lines: readonly string[];
  /** The form is still there. Once it is gone, a new page's texts are about other things than what it refused. */
  formShown: boolean;
}

export interface ChangeMessage {
  verdict: ChangeVerdict;
  line: string;
}

/** The strongest of what is said, and the line that says so. */
export function changeMessageIn({ alerts, lines, formShown }: ChangeAnswer): ChangeMessage | null {
  const said = [
    ...alerts.map((line) => ({ line, alert: true })),
    ...lines.map((line) => ({ line, alert: false })),
  ];
  for (const [verdict, pattern] of VERDICTS) {
    const believed = said.filter(({ alert }) => alert || formShown || verdict === 'SUCCESS_TEXT');
    const match = believed.find(({ line }) => pattern.test(plainText(line)));
    if (match !== undefined) return { verdict, line: match.line };
  }
  return null;
}
