import type { ApiParameter } from '@/lib/contract/api-document';
import { exampleOf } from '@/lib/contract/schema-example';
import { callerOf, type NamedSchemas, type Operation } from './operations';

/** Never a real key: the page does not know one, and what is copied ends up in chats and tickets. */
export const PLACEHOLDER_KEY = 'YOUR_API_KEY';

/** A call to try in a shell; null where only the pages call, with the cookie of a signed-in person. */
export function curlExample(origin: string, operation: Operation, named: NamedSchemas): string | null {
  const caller = callerOf(operation);
  if (caller === 'session' || operation.tags.includes('sign-in')) return null;
  const { method, requestBody } = operation;
  const media = requestBody?.content['application/json'];
  const parts = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(origin + address(operation, named))}`,
    ...(caller === 'anyone' ? [] : [`-H ${quoted(`cc-key: ${PLACEHOLDER_KEY}`)}`]),
    ...operation.parameters
      .filter((parameter) => parameter.in === 'header' && parameter.required)
      .map((parameter) => `-H ${quoted(`${parameter.name}: ${sampleOf(parameter, named)}`)}`),
    ...(isStream(operation) ? ['--no-buffer'] : []),
    ...(media
      ? [`-H 'content-type: application/json'`, `-d ${quoted(JSON.stringify(media.example ?? {}, null, 2))}`]
      : []),
  ];
  return parts.join(' \\\n  ');
}

function address({ path, parameters }: Operation, named: NamedSchemas): string {
  const filled = parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((text, parameter) => text.replace(`{${parameter.name}}`, encoded(parameter, named)), path);
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map((parameter) => `${parameter.name}=${encoded(parameter, named)}`);
  return query.length > 0 ? `${filled}?${query.join('&')}` : filled;
}

function encoded(parameter: ApiParameter, named: NamedSchemas): string {
  return encodeURIComponent(sampleOf(parameter, named));
}

function sampleOf({ schema, name }: ApiParameter, named: NamedSchemas): string {
  return String(exampleOf(schema, named, name));
}

export function isStream({ responses }: Operation): boolean {
  return responses['200']?.content?.['text/event-stream'] !== undefined;
}

/** For a POSIX shell: nothing within single quotes means anything. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
