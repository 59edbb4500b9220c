import { Card } from '@/app/_ui/card';
import { Facts } from '@/app/_ui/facts';
import { Mono } from '@/app/_ui/mono';
import { TextLink } from '@/app/_ui/text-link';
import type { ApiParameter } from '@/lib/contract/api-document';
import { useWorkspace } from '../../_shell/workspace-context';
import { PLACEHOLDER_KEY } from './curl-example';

/** What holds for every operation, said once. */
export function HowToCall({ parameters }: { parameters: readonly ApiParameter[] }) {
  const { href } = useWorkspace();
  return (
    <Card title="For every call">
      <Facts
        facts={[
          { name: 'Address', value: <Mono copy="address">{window.location.origin}</Mono> },
          {
            name: 'Who calls',
            value: (
              <>
                The header <Mono>{`cc-key: ${PLACEHOLDER_KEY}`}</Mono>. Keys are made under{' '}
                <TextLink href={href('/settings/api-keys')}>API keys</TextLink>, each with its scopes.
              </>
            ),
          },
          {
            name: 'Bodies',
            value:
              'JSON both ways. Fields that are not known are refused on /api/v1, so that a misspelt one is seen.',
          },
          {
            name: 'Refusals',
            value: (
              <>
                <Mono>application/problem+json</Mono> with <Mono>code</Mono> for programs,{' '}
                <Mono>message</Mono> and <Mono>hint</Mono> for people, <Mono>retryable</Mono>, and the{' '}
                <Mono>fields</Mono> at fault. All codes are{' '}
                <a className="text-accent underline underline-offset-2" href="#refusals">
                  at the end
                </a>
                .
              </>
            ),
          },
          {
            name: 'Lists',
            value: (
              <>
                Pages of <Mono>limit</Mono>; send <Mono>next_cursor</Mono> as <Mono>cursor</Mono> for the
                next, until it is null.
              </>
            ),
          },
          {
            name: 'May be sent along',
            value: (
              <ul className="flex flex-col gap-1">
                {parameters.map(({ name, description }) => (
                  <li key={name}>
                    <Mono>{name}</Mono> {description}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </Card>
  );
}
