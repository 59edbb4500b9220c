'use client';

import { rememberTheme } from '@/app/_theme-action';
import { type Choice, ChoiceCards } from '@/app/_ui/choice-cards';
import type { Theme } from '@/app/_ui/theme';
import { useTheme } from '@/app/_ui/theme-choice';

const CHOICES: ReadonlyArray<Choice<Theme>> = [
  { value: 'system', label: 'Same as the system', description: 'Follows light and dark of your device.' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function ThemeCards() {
  const [theme, setTheme] = useTheme();
  const pick = (picked: Theme) => {
    setTheme(picked);
    void rememberTheme(picked);
  };
  return <ChoiceCards legend="Theme" choices={CHOICES} columns={3} value={theme} onChange={pick} />;
}
