import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const MESSAGE_LIMIT = 300;

/**
 * What failed according to Vitest's JSON report, a line each. A file that could not be loaded, or whose hooks failed,
 * stands for its tests: it holds no failed one.
 */
export function vitestFailures({ testResults }, root) {
  return testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const file = path.relative(root, name);
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      if (failed.length === 0) return [failureLine(file, 'the file itself', message)];
      return failed.map((test) =>
        failureLine(file, [...test.ancestorTitles, test.title].join(' > '), reasonOf(test)),
      );
    });
}

/** Of a test that ran out of time the report has the stack alone, under the name Vitest made it with. */
function reasonOf({ failureMessages: [message], duration }) {
  const timedOut = message?.startsWith('Error: STACK_TRACE_ERROR');
  return timedOut ? `timed out after ${Math.round(duration ?? 0)} ms` : message;
}

/** The same of Playwright's, with the errors outside a test (a broken file, none found). */
export function storyFailures({ suites, errors }) {
  const failed = suites
    .flatMap(specsOf)
    .flatMap(({ file, title, tests }) =>
      tests
        .filter(({ status }) => status === 'unexpected')
        .map(({ results }) => failureLine(`tests/e2e/${file}`, title, results.at(-1)?.error?.message)),
    );
  return [
    ...failed,
    ...errors.map(({ location, message }) =>
      failureLine(location?.file ?? 'tests/e2e', 'outside a test', message),
    ),
  ];
}

/** What the message says before it lists the stack: of an assertion, what was expected and what came. */
export function failureLine(file, name, message) {
  const [said = ''] = stripVTControlCharacters(message || 'no message: see the output above').split(
    /\n\s+at /,
  );
  return `       ${file} > ${name}: ${said.trim().replace(/\s+/g, ' ').slice(0, MESSAGE_LIMIT)}`;
}

function specsOf({ specs, suites = [] }) {
  return [...specs, ...suites.flatMap(specsOf)];
}
