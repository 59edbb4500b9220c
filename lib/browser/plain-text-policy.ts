/** Letters that Unicode does not take apart into a base and an accent. */
const WHOLE_LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ı: 'i',
};

/** Lower case, without accents and with single blanks: what the words of this room are compared with. */
export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .replace(/[łßøæœđı]/g, (letter) => WHOLE_LETTERS[letter] ?? letter);
}

/** The same for names in code as well: `loginEmail` and `login_email` become two words. */
export function plainWords(text: string): string {
  return plainText(text.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_\-.:[\]]+/g, ' '));
}
