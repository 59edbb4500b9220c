/** Texts of mails are cut here: a code stands at the top, and what is searched must not take long. */
const SEARCHED_CHARACTERS = 20_000;

const WORDS =
  'code|passcode|pin|otp|one[- ]time|verification|verify|confirm|security|einmal|bestatigung|sicherheit|anmelde|prufcode|codigo|verificacion|codice|verifica|clave|cle|認証|確認|验证|驗證|код';
const WORD = new RegExp(WORDS, 'i');
/** Figures that mean something else. */
const OTHER =
  /(order|invoice|ticket|account|phone|tel|fax|ref(erence)?|customer|zip|bestell|rechnung|kunden|konto|case|booking|vat|ust)[^\n]{0,12}$/i;
const CURRENCY = /([$€£¥]|usd|eur|gbp|chf) ?$/i;

/** Digits, whole or in groups; or a mark such as G-123456; or capitals and digits mixed. */
const CANDIDATE =
  /(?<![\p{L}\p{N}.,/:@#_-])(?:[A-Z]{1,3}-)?(\d{3}[ -]\d{3}|\d{4}[ -]\d{4}|\d{2} \d{2} \d{2}|\d{4,10}|(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{5,10})(?![\p{L}\p{N}/:@_%-]|[.,]\d)/gu;

/**
 * The one-time code in a mail, or null. Pure.
 *
 * Every figure of the right form is judged by what stands around it; the best one counts if a word for "code" is near.
 * A wrong guess costs a sign-in attempt, so where nothing points to a code there is none.
 */
export function findCode(mail: { subject: string; text: string }): string | null {
  const text = withoutAddresses(mail.text.slice(0, SEARCHED_CHARACTERS));
  const subject = withoutAddresses(mail.subject.slice(0, 500));
  const speaksOfCode = WORD.test(plain(subject)) || WORD.test(plain(text));
  const found = [...judged(subject, 1, speaksOfCode), ...judged(text, 0, speaksOfCode)];
  const best = found.reduce<Candidate | null>(
    (top, one) => (top && top.score >= one.score ? top : one),
    null,
  );
  return best && best.score >= ENOUGH ? best.code : null;
}

interface Candidate {
  code: string;
  score: number;
}

const ENOUGH = 4;

function judged(text: string, start: number, speaksOfCode: boolean): Candidate[] {
  return [...text.matchAll(CANDIDATE)].map((match) => {
    const shown = match[1] ?? '';
    const code = shown.replace(/[ -]/g, '');
    return { code, score: start + score(text, match.index, match[0].length, code, speaksOfCode) };
  });
}

function score(text: string, at: number, length: number, code: string, speaksOfCode: boolean): number {
  const before = plain(text.slice(Math.max(0, at - 60), at));
  const after = plain(text.slice(at + length, at + length + 40));
  const lineBefore = before.slice(before.lastIndexOf('\n') + 1);
  const lineAfter = after.split('\n')[0] ?? '';
  const alone = lineBefore.trim() === '' && lineAfter.trim() === '';
  let points = 0;
  if (WORD.test(lineBefore)) points += 5;
  else if (WORD.test(before)) points += 3;
  if (WORD.test(lineAfter)) points += 4;
  if (alone && speaksOfCode) points += 4;
  if (/^\d{6}$/.test(code)) points += 1;
  if (/^(19|20)\d\d$/.test(code)) points -= 4;
  if (/[A-Z]/.test(code) && !alone) points -= 1;
  if (OTHER.test(lineBefore) || CURRENCY.test(lineBefore)) points -= 6;
  return points;
}

/** Links are full of figures. Every repetition has a limit, so that no text makes this slow. */
function withoutAddresses(text: string): string {
  return text.replace(/\bhttps?:\/\/\S{1,2000}/gi, ' ').replace(/[\w.+-]{1,64}@[\w.-]{1,100}/g, ' ');
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
}
