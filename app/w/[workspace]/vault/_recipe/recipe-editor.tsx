'use client';

import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { asProblem } from '@/app/_queries/api-problem';
import { useTryRecipe } from '@/app/_queries/sign-in-checks';
import { useDeleteSiteRecipe, useSaveSiteRecipe } from '@/app/_queries/site-recipes';
import { Button } from '@/app/_ui/button';
import { Card } from '@/app/_ui/card';
import { ErrorNotice } from '@/app/_ui/error-notice';
import { Field } from '@/app/_ui/field';
import { RelativeTime } from '@/app/_ui/relative-time';
import { Textarea } from '@/app/_ui/textarea';
import { notify } from '@/app/_ui/toast';
import type { SiteRecipeView } from '@/lib/contract/site-recipe';
import type { VaultEntryView } from '@/lib/contract/vault-entry';
import { useWorkspace } from '../../_shell/workspace-context';
import { problemsOf, readRecipe } from './recipe-text';

export interface RecipeEditorProps {
  entry: VaultEntryView;
  /** Null: none yet. */
  saved: SiteRecipeView | null;
}

/** Text in, answers out: what is wrong is said part by part, and it can be tried before it is saved. */
export function RecipeEditor({ entry, saved }: RecipeEditorProps) {
  const { slug, can } = useWorkspace();
  const [text, setText] = useState(() => JSON.stringify(saved?.recipe ?? {}, null, 2));
  const save = useSaveSiteRecipe(slug, entry.domain);
  const attempt = useTryRecipe(slug, entry.id);
  const recipe = readRecipe(text);
  const refused = save.error ?? attempt.error;
  const problem = refused ? asProblem(refused) : null;
  const problems = recipe.ok ? problemsOf(problem) : [recipe.message];
  const press = (act: typeof save.mutate | typeof attempt.mutate, said: string) => {
    save.reset();
    attempt.reset();
    if (recipe.ok) act(recipe.value, { onSuccess: () => notify.done(said) });
  };
  return (
    <Card
      title="Recipe"
      sentence={
        saved ? <LastSaved saved={saved} /> : 'None yet: the site is understood by itself, or not at all.'
      }
    >
      <Field
        label="Recipe as JSON"
        error={problems.length > 0 ? problems.join(' · ') : undefined}
        description="Leave out what is found by itself. An empty recipe, {}, changes nothing."
      >
        {(control) => (
          <Textarea
            {...control}
            rows={10}
            spellCheck={false}
            className="font-mono sm:text-sm"
            value={text}
            readOnly={!can('rotations:write')}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      {problem && problem.fields.length === 0 ? <ErrorNotice error={problem} /> : null}
      {can('rotations:write') ? (
        <div className="flex flex-wrap gap-2">
          <Button
            variant="primary"
            disabled={!recipe.ok || save.isPending}
            onClick={() => press(save.mutate, 'Recipe saved')}
          >
            {save.isPending ? 'Saving…' : 'Save recipe'}
          </Button>
          {can('runs:write') ? (
            <Button
              disabled={!recipe.ok || attempt.isPending}
              onClick={() => press(attempt.mutate, 'Trying it: see below')}
            >
              <FlaskConical aria-hidden />
              {attempt.isPending ? 'Asking…' : 'Try it'}
            </Button>
          ) : null}
          {saved ? <Remove domain={entry.domain} /> : null}
        </div>
      ) : null}
    </Card>
  );
}

function LastSaved({ saved }: { saved: SiteRecipeView }) {
  return (
    <>
      For {saved.site}. Saved <RelativeTime at={saved.updated_at} /> by {saved.updated_by}.
    </>
  );
}

function Remove({ domain }: { domain: string }) {
  const { slug } = useWorkspace();
  const remove = useDeleteSiteRecipe(slug, domain);
  const press = () =>
    remove.mutate(undefined, {
      onSuccess: () => notify.done('Recipe removed'),
      onError: (error) => notify.failed(asProblem(error)),
    });
  return (
    <Button className="sm:ml-auto" disabled={remove.isPending} onClick={press}>
      {remove.isPending ? 'Removing…' : 'Remove recipe'}
    </Button>
  );
}
