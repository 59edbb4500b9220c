/** A token that expires on a day is good through that day, wherever the admin is. */
export function endOfDay(day: string): string | null {
  return day === '' ? null : new Date(`${day}T23:59:59`).toISOString();
}

/** The day in the viewer's zone, as <input type="date"> takes it. */
export function localDay(at: string | null): string {
  if (!at) return '';
  const date = new Date(at);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}
