/** Bounds for one text: what has more readings is nested beyond sense, and a long text has to be judged in time too. */
const MOST_READINGS = 64;
const MOST_CHARACTERS = 8_000_000;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * What a text says when it is read as a URL, JSON, HTML, base64 or hex, one inside the other too. Where variants.ts
 * foresees how a secret is spelled, this undoes any spelling: mixed cases, escapes of characters that need none, base64
 * of base64.
 */
export function readingsOf(text: string): Set<string> {
  const readings = new Set([text]);
  let characters = text.length;
  for (const reading of readings) {
    for (const read of [fromPercent, fromJson, fromHtml, fromRuns]) {
      const further = read(reading);
      if (readings.size >= MOST_READINGS || characters > MOST_CHARACTERS) return readings;
      if (further === '' || readings.has(further)) continue;
      readings.add(further);
      characters += further.length;
    }
  }
  return readings;
}

function fromPercent(text: string): string {
  const blanks = text.includes('%') ? text.replaceAll('+', ' ') : text;
  return blanks.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function fromJson(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|(["'\\/]))/gi, (_all, unicode, byte, plain) =>
    plain === undefined ? String.fromCharCode(Number.parseInt(unicode ?? byte, 16)) : plain,
  );
}

function fromHtml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));?/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? all;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : all;
  });
}

/** Runs that can be base64 or hex, read as bytes of UTF-8 and of UTF-16. A run may begin amid a group of four. */
function fromRuns(text: string): string {
  const readings: string[] = [];
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{8,}/g)) {
    if (/^[0-9a-f]+$/i.test(run)) readings.push(...asText(Buffer.from(run, 'hex')));
    for (const skipped of [0, 1, 2, 3]) readings.push(...asText(Buffer.from(run.slice(skipped), 'base64')));
  }
  return readings.join('\n');
}

/** What reads as text of it; the rest of a wrong guess is noise. */
function asText(bytes: Buffer): string[] {
  return [bytes.toString('latin1'), bytes.toString('utf16le')].flatMap(
    (text) => text.match(/[\x20-\x7e\xa0-\xff]{4,}/g) ?? [],
  );
}
