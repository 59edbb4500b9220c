/**
 * Lengths of time as PostgreSQL prints and reads them: `01:30:00`, `7 days`, `7 days 00:00:00`, `1 mon 2 days`.
 *
 * Pure, linear in the text, never throws. A month counts 30 days and a year 365.25, as `extract(epoch from …)` has it
 * (PostgreSQL, "Interval Input"). Signs, `ago` and ISO 8601 forms are refused: an expiry in the past is a mistake.
 */
export type ParsedInterval = { ok: true; seconds: number } | { ok: false; position: number; message: string };

const MAX_LENGTH = 100;
const DAY = 86_400;
const UNITS: Readonly<Record<string, number>> = {
  second: 1,
  sec: 1,
  minute: 60,
  min: 60,
  hour: 3600,
  day: DAY,
  week: 7 * DAY,
  mon: 30 * DAY,
  month: 30 * DAY,
  year: 365.25 * DAY,
};
const EXPECTED = 'Write it as 01:30:00, 7 days or 7 days 00:00:00';

export function parseInterval(text: string): ParsedInterval {
  if (text.length > MAX_LENGTH) return wrong(MAX_LENGTH, 'the interval is too long');
  const words = [...text.matchAll(/\S+/g)].map((match) => ({ text: match[0], at: match.index }));
  if (words.length === 0) return wrong(0, 'the interval is empty');
  let seconds = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? { text: '', at: text.length };
    const time = clockTime(word.text);
    if (time !== null) {
      if (index !== words.length - 1) return wrong(words[index + 1]?.at ?? 0, 'nothing may follow the time');
      seconds += time;
      continue;
    }
    if (!/^\d{1,6}$/.test(word.text)) return wrong(word.at, `${EXPECTED}; this is no number`);
    index += 1;
    const unit = words[index];
    const factor = unit && unitOf(unit.text);
    if (!factor) return wrong(unit?.at ?? text.length, `${EXPECTED}; a unit is missing`);
    seconds += Number(word.text) * factor;
  }
  return seconds > 0 ? { ok: true, seconds } : wrong(0, 'the interval must be longer than nothing');
}

function unitOf(word: string): number | undefined {
  const lower = word.toLowerCase();
  const singular = lower.endsWith('s') ? lower.slice(0, -1) : lower;
  return Object.hasOwn(UNITS, singular) ? UNITS[singular] : undefined;
}

/** `HH:MM`, `HH:MM:SS` or with a fraction; null when the word is no time at all. */
function clockTime(word: string): number | null {
  const match = /^(\d{1,6}):([0-5]\d)(?::([0-5]\d(?:\.\d{1,6})?))?$/.exec(word);
  if (!match) return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = match;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function wrong(position: number, message: string): ParsedInterval {
  return { ok: false, position, message };
}
