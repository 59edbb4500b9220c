import type { SecretProviderErrorKind } from '@/lib/secrets/provider';
import { SecretProviderError } from '@/lib/secrets/secret-provider-error';

/** How a text from 1Password is to be understood, and what we say in its place. */
export interface ErrorRule {
  pattern: RegExp;
  kind: SecretProviderErrorKind;
  message: string;
  nextStep?: string;
  retryable?: boolean;
}

export function errorOf(rule: Omit<ErrorRule, 'pattern'>): SecretProviderError {
  const { kind, message, nextStep, retryable } = rule;
  return new SecretProviderError(kind, message, {
    ...(nextStep === undefined ? {} : { nextStep }),
    ...(retryable === undefined ? {} : { retryable }),
  });
}
