import { cookies } from 'next/headers';
import { readTheme, THEME_COOKIE, type Theme } from './_ui/theme';

/** The chosen theme, read on the server so that the first byte of the page already carries it. */
export async function chosenTheme(): Promise<Theme> {
  const jar = await cookies();
  return readTheme(jar.get(THEME_COOKIE)?.value);
}
