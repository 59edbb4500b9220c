import { EMAIL_CODE_CAME, takeEmailCode } from '@/lib/codes/email-code-store';
import { listenFor } from '@/lib/db/bell';
import type { Secret } from '@/lib/kernel/secret';
import { schemaOf } from './answer-policy';
import { appendEvent, RUN_CHANGED } from './append-event';
import type { StepContext } from './execute-step';
import { keepQuestion, type Question, readAnswer } from './interaction-store';

export interface AskPerson {
  /** For the person who is asked, and beside the event. */
  message: string;
  /** Property of the answer -> its name for people. */
  titles: Readonly<Record<string, string>>;
  withinMs: number;
  /** A code that has come by e-mail for this entry since then answers as well, as the first property. */
  mailFor?: { entryId: string; since: Date };
}

/** A notification may be lost with its connection: then the answer is seen this much later. */
const LOOK_EVERY_MS = 2_000;

/**
 * Waits until a person (or a mail) has told what the step needs; null when nobody did in time. Whatever comes is a
 * secret of this run from then on. The run's own time stands still meanwhile.
 */
export async function askPerson(
  context: StepContext,
  asked: AskPerson,
): Promise<Record<string, Secret> | null> {
  const { deps, key, journal, index, title } = context;
  const askedAt = new Date(deps.clock.now());
  const question: Question = {
    stepIndex: index,
    message: asked.message,
    schema: schemaOf(asked.titles),
    askedAt,
    expiresAt: new Date(askedAt.getTime() + asked.withinMs),
  };
  const about = {
    current_step: title,
    expected_json_schema_datamodel: JSON.parse(JSON.stringify(question.schema)),
  };
  const missing_properties = Object.keys(asked.titles);
  await journal.write(async (tx) => {
    await keepQuestion(tx, key, question);
    await appendEvent(tx, key, 'interaction.waiting', {
      ...about,
      missing_properties,
      message: asked.message,
    });
  });
  const answer = await context.deadline.standStill(() => waitForAnswer(context, question, asked));
  for (const secret of Object.values(answer?.values ?? {})) context.secrets.add(secret);
  await journal.write(async (tx) => {
    await tx.runInteraction.deleteMany({ where: key });
    if (answer)
      await appendEvent(tx, key, 'interaction.finished', {
        ...about,
        missing_properties: [],
        message: answer.how,
      });
    else {
      const message = 'Nobody answered in time.';
      await appendEvent(tx, key, 'interaction.failed', { ...about, missing_properties, message });
    }
  });
  return answer?.values ?? null;
}

interface Answer {
  values: Record<string, Secret>;
  how: string;
}

async function waitForAnswer(
  { deps, key, signal }: StepContext,
  question: Question,
  { titles, mailFor }: AskPerson,
): Promise<Answer | null> {
  const { workspaceId, runId } = key;
  const keyring = await deps.keys.keyring(workspaceId);
  const [first = ''] = Object.keys(titles);
  const look = () =>
    deps.db.withWorkspace(workspaceId, async (tx): Promise<Answer | null> => {
      const values = await readAnswer(tx, keyring, key);
      if (values) return { values, how: 'A person answered.' };
      const mail = mailFor && { workspaceId, entryId: mailFor.entryId };
      const code = mail && (await takeEmailCode(deps, tx, mail, mailFor.since));
      return code ? { values: { [first]: code }, how: 'A code came by e-mail.' } : null;
    });
  const bell = await listenFor(deps.notifications, [
    { channel: RUN_CHANGED, matches: (payload) => payload === `${workspaceId}:${runId}` },
    { channel: EMAIL_CODE_CAME, matches: (payload) => payload === `${workspaceId}:${mailFor?.entryId}` },
  ]);
  try {
    for (;;) {
      signal.throwIfAborted();
      const answer = await look();
      const left = question.expiresAt.getTime() - deps.clock.now();
      if (answer || left <= 0) return answer;
      await bell.wait(deps.clock, Math.min(left, LOOK_EVERY_MS), signal);
    }
  } finally {
    bell.close();
  }
}
