const LONGEST = 400_000;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', zwnj: '' };
/** What they hold is not shown. */
const HIDDEN = new Set(['style', 'script', 'head', 'title']);
const BLOCKS = new Set(['br', 'p', 'div', 'tr', 'td', 'th', 'li', 'table', 'h1', 'h2', 'h3', 'h4']);

/**
 * What a mail in HTML says, roughly: blocks become lines. Pure; only for looking for a code in it. One pass over the
 * text, because a mail comes from anyone and a pattern that looks back and forth can be made to take minutes.
 */
export function textOfHtml(source: string): string {
  const html = source.slice(0, LONGEST);
  const lower = html.toLowerCase();
  let text = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) return tidy(text + html.slice(at));
    text += html.slice(at, open);
    const close = html.indexOf('>', open);
    if (close < 0) return tidy(text);
    const name = /^\/?[a-z][a-z0-9]*/.exec(lower.slice(open + 1, open + 12))?.[0] ?? '';
    if (HIDDEN.has(name)) {
      const end = lower.indexOf(`</${name}`, close);
      if (end < 0) return tidy(text);
      at = end;
      continue;
    }
    if (BLOCKS.has(name.replace('/', ''))) text += '\n';
    at = close + 1;
  }
  return tidy(text);
}

function tidy(text: string): string {
  return text
    .replace(/&(#x?[0-9a-f]{1,6}|[a-z]{2,5});/gi, (_whole, name: string) => entity(name))
    .split('\n')
    .map((line) => line.replace(/[^\S\n]+/g, ' ').trim())
    .join('\n');
}

function entity(name: string): string {
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? ' ';
  const hex = /^#x/i.test(name);
  const point = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
}
