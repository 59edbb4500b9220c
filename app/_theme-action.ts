'use server';

import { cookies } from 'next/headers';
import { readTheme, THEME_COOKIE, type Theme } from './_ui/theme';

const ONE_YEAR_SECONDS = 31_536_000;

/** Remembers the choice for the next page. The value is read strictly: an action can be called with anything. */
export async function rememberTheme(theme: Theme): Promise<void> {
  const jar = await cookies();
  jar.set(THEME_COOKIE, readTheme(theme), { path: '/', maxAge: ONE_YEAR_SECONDS, sameSite: 'lax' });
}
