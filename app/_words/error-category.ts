import type { RunError } from '@/lib/contract/run';

export const ERROR_CATEGORY_WORDS: Record<RunError['category'], string> = {
  AUTHENTICATION_ERROR: 'Sign-in failed',
  PASSWORD_UPDATE_REQUIRED: 'The site wants a new password',
  INCORRECT_FORM_INPUTS: 'The site refused what was entered',
  PAGE_NOT_FOUND: 'Page not found',
  UNEXPECTED_UI_STATE: 'The page was not as expected',
  XPATH_INCORRECT: 'Element not found',
  UPSTREAM_ERROR: '1Password could not give the credentials',
  SERVICE_UNAVAILABLE: 'Not available at the moment',
};
