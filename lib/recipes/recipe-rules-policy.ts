import { type SiteRecipe, siteRecipe } from '@/lib/browser/site-recipe';
import { type FieldError, Problem } from '@/lib/contract/problem';
import { sameSite } from '@/lib/kernel/site';
import { parsePasswordRules } from '@/lib/passwords/password-rules';

/** Throws `validation_failed` with an error at each part that is wrong: `recipe.change.steps.0`. */
export function requireRecipe(input: unknown, site: string): SiteRecipe {
  const parsed = siteRecipe.safeParse(input);
  if (!parsed.success) {
    throw refused(
      parsed.error.issues.map(({ path, message }) => ({ field: ['recipe', ...path].join('.'), message })),
    );
  }
  const errors = [...addressErrors(parsed.data, site), ...rulesErrors(parsed.data)];
  if (errors.length > 0) throw refused(errors);
  return parsed.data;
}

/** A recipe of one site must not lead a signed-in page, or a login, to another one. */
function addressErrors(recipe: SiteRecipe, site: string): FieldError[] {
  const addresses = [
    { field: 'recipe.sign_in.url', url: recipe.sign_in?.url },
    { field: 'recipe.change.url', url: recipe.change?.url },
    ...(recipe.change?.steps ?? []).map((step, index) => ({
      field: `recipe.change.steps.${index}.goto`,
      url: 'goto' in step ? step.goto : undefined,
    })),
  ];
  return addresses.flatMap(({ field, url }) =>
    url === undefined || sameSite(url, site) ? [] : [{ field, message: `Not an address on ${site}` }],
  );
}

function rulesErrors({ password_rules: rules }: SiteRecipe): FieldError[] {
  if (rules === undefined || parsePasswordRules(rules) !== null) return [];
  return [
    {
      field: 'recipe.password_rules',
      message: 'Not understood; write it as "minlength: 12; allowed: upper, digit;"',
    },
  ];
}

function refused(fields: FieldError[]): Problem {
  const shown = fields.slice(0, 3).map(({ field, message }) => `${field}: ${message}`);
  return new Problem('validation_failed', {
    message: `The recipe is not right: ${shown.join('; ')}`,
    hint: 'docs/recipes.md shows every part with an example.',
    fields,
  });
}
