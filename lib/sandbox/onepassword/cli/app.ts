import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Fault } from '../faults/faults';
import type { World } from '../world';
import { type CliAnswer, type CliCall, cliCallSchema } from './call';
import { CLI_TEXT, CliError, textOfStatus } from './cli-error';
import { cliAccount } from './cli-session';
import { type CommandLine, commandLine } from './command-line';
import { failedAnswer, runCommand, UNCOUNTED } from './run';

/**
 * The other half of the `op` stand-in: its program sends what it was started with and prints what it gets back.
 *
 * Promises: every call is in the log with all its arguments and with the names, never the values, of its environment;
 * one failure is one line on stderr, nothing on stdout and exit code 1, as with the real command.
 */
export function cliApp(world: World): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.post('/run', async (c) => {
    const parsed = cliCallSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ message: 'this address is for the op stand-in only' }, 400);
    const call = parsed.data;
    const line = attempt(() => commandLine(call.argv));
    const command = line instanceof CliError ? '' : line.command;

    const fault = world.faults.take('cli', `OP ${command}`);
    const waitMs = world.paces.of('cli').latencyMs + (fault?.delayMs ?? 0);
    if (waitMs > 0 && !(await world.delays.wait(waitMs))) return RESPONSE_ALREADY_SENT;
    const account = line instanceof CliError ? null : accountName(world, call, line);
    const answer = disturbed(world, { fault, account, command }, () =>
      line instanceof CliError ? failedAnswer(line, world.now()) : answerOf(world, call, line),
    );
    world.log.add({
      at: new Date(world.now()).toISOString(),
      backend: 'cli',
      account,
      method: 'OP',
      path: command,
      status: answer.exitCode,
      argv: call.argv,
      environment: call.environment,
    });
    return c.json({ killed: false, ...answer });
  });
  return app;
}

interface Disturbed {
  fault: Fault | undefined;
  account: string | null;
  command: string;
}

function disturbed(world: World, { fault, account, command }: Disturbed, run: () => CliAnswer): CliAnswer {
  if (fault?.afterEffect) run();
  if (fault?.destroy) return { stdout: '', stderr: '', exitCode: 137, killed: true };
  if (fault?.output) return fault.output;
  if (fault?.status !== undefined) {
    return failedAnswer(new CliError(fault.message ?? textOfStatus(fault.status)), world.now());
  }
  if (!UNCOUNTED.includes(command) && world.throttle.refuses(account)) {
    return failedAnswer(new CliError(CLI_TEXT.rateLimited(1)), world.now());
  }
  return run();
}

function answerOf(world: World, call: CliCall, line: CommandLine): CliAnswer {
  const answer = attempt(() => runCommand(world, call, line));
  return answer instanceof CliError ? failedAnswer(answer, world.now()) : answer;
}

function accountName(world: World, call: CliCall, line: CommandLine): string | null {
  const found = attempt(() => cliAccount(world, call, line));
  return found instanceof CliError ? null : found.account.name;
}

function attempt<T>(run: () => T): T | CliError {
  try {
    return run();
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
}
