import { describe, expect, test } from 'vitest';
import { Problem } from '@/lib/contract/problem';
import { requireRecipe } from '@/lib/recipes/recipe-rules-policy';

function fieldsOf(recipe: unknown): string[] {
  try {
    requireRecipe(recipe, 'acme.com');
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.code).toBe('validation_failed');
    return (error.details.fields ?? []).map(({ field }) => field);
  }
}

test('a recipe with every part is taken as it is', () => {
  const recipe = {
    sign_in: { url: 'https://login.acme.com/', username: '#user', success: 'text=Hello' },
    change: {
      url: 'https://acme.com/account',
      steps: [{ press: 'text=Security' }, { goto: 'https://acme.com/password' }],
      next: '#new',
    },
    password_rules: 'minlength: 12; required: upper; allowed: lower, digit;',
  };
  expect(requireRecipe(recipe, 'acme.com')).toEqual(recipe);
  expect(requireRecipe({}, 'acme.com')).toEqual({});
});

describe('each part that is wrong is named', () => {
  test.each([
    ['no object', 'text', ['recipe']],
    ['an unknown part', { sign_in: { pasword: '#p' } }, ['recipe.sign_in']],
    ['an empty selector', { change: { next: '' } }, ['recipe.change.next']],
    ['a step that does nothing', { change: { steps: [{ wait: 3 }] } }, ['recipe.change.steps.0']],
    ['an address that is none', { change: { url: 'account' } }, ['recipe.change.url']],
    ['script as an address', { sign_in: { url: 'javascript:alert(1)' } }, ['recipe.sign_in.url']],
    [
      'addresses of another site',
      {
        sign_in: { url: 'https://evil.example' },
        change: { steps: [{ goto: 'https://acme.com.evil.example/' }] },
      },
      ['recipe.sign_in.url', 'recipe.change.steps.0.goto'],
    ],
    ['rules in another language', { password_rules: 'at least twelve, please' }, ['recipe.password_rules']],
  ])('%s', (_what, recipe, fields) => {
    expect(fieldsOf(recipe)).toEqual(fields);
  });
});
