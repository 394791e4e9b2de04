/**
 * Owns what all commands have in common: flags and `--help` (commander), one sentence and a non-zero exit for
 * everything that goes wrong, and a clean end on Ctrl-C. A script says only its flags and its work.
 */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { YamrError } from '#core/errors';
import { discardUnfinishedOutput } from '#training/atomic-output';
import { createProgress, type Progress } from '#training/progress';

export interface CommandContext {
  /** Positional arguments (`setUp` declares them). */
  readonly args: readonly string[];
  /** Aborted on Ctrl-C. Long work checks it between steps and returns to the event loop now and then. */
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Writes a line to stdout. */
  readonly print: (line: string) => void;
}

export interface CommandDefinition<Options extends object> {
  /** As in `npm run NAME`. */
  readonly name: string;
  readonly description: string;
  /** Declares flags and arguments on a fresh commander command. */
  setUp?(command: Command): void;
  run(options: Options, context: CommandContext): Promise<void>;
}

type Work = (context: Omit<CommandContext, 'args'>) => Promise<void>;

/** One action of a command, with flags of its own: `npm run NAME -- ACTION`. */
export interface Action {
  readonly name: string;
  /** Declares it on `command`; `choose` is told its work once commander has found that it is meant. */
  declare(command: Command, choose: (work: Work) => void): void;
}

export interface ActionsDefinition {
  readonly name: string;
  readonly description: string;
  readonly actions: readonly Action[];
}

export const EXIT_FAILURE = 1;
export const EXIT_USAGE = 2;
export const EXIT_INTERRUPTED = 130;
/** How long interrupted work may take to end by itself, ms. */
const GRACE_MS = 2000;

/** For `.option(flags, text, integerBetween(0, 10))`: a whole number in the range, both ends included. */
export function integerBetween(min: number, max = Number.MAX_SAFE_INTEGER): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < min || number > max) {
      const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
      throw new InvalidArgumentError(`It must be a whole number ${range}.`);
    }
    return number;
  };
}

function sentence(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const capital = line.charAt(0).toUpperCase() + line.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/** How a command is typed; npm has words of its own for two of them. */
const invocation = (name: string): string =>
  name === 'start' || name === 'test' ? `npm ${name} --` : `npm run ${name} --`;

/** What to tell the person, and the exit status: never a stack, unless YAMR_DEBUG=1 asks for it. */
export function explain(
  thrown: unknown,
  name: string
): { readonly message: string; readonly exitCode: number } {
  if (thrown instanceof CommanderError) {
    if (thrown.exitCode === 0) return { message: '', exitCode: 0 };
    const problem = sentence(thrown.message.replace(/^error: /, ''))
      .replace(/\.$/, '')
      .replace(/\. /g, ': ');
    return { message: `${problem}; see ${invocation(name)} --help.`, exitCode: EXIT_USAGE };
  }
  const debug = process.env['YAMR_DEBUG'] === '1' && thrown instanceof Error ? `\n${thrown.stack ?? ''}` : '';
  if (thrown instanceof YamrError) {
    const exitCode = thrown.code === 'bad-input' ? EXIT_USAGE : EXIT_FAILURE;
    return { message: thrown.message + debug, exitCode };
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    message: `${sentence(`The command ${name} failed unexpectedly: ${text}`)}${debug || ' Set YAMR_DEBUG=1 to see where.'}`,
    exitCode: EXIT_FAILURE
  };
}

export function defineAction<Options extends object>(definition: CommandDefinition<Options>): Action {
  const { name, description } = definition;
  return {
    name,
    declare(command, choose) {
      definition.setUp?.(command.description(description));
      command.action(() => {
        choose((context) => definition.run(command.opts<Options>(), { ...context, args: command.args }));
      });
    }
  };
}

function declareActions(
  command: Command,
  { description, actions }: ActionsDefinition,
  choose: (work: Work) => void
): void {
  // What follows an action that there is not is nobody's flag: the action is what is wrong.
  command.description(description).usage('[action] [options]').argument('[action]');
  command.allowExcessArguments().allowUnknownOption();
  for (const action of actions) {
    action.declare(command.command(action.name).allowExcessArguments(false), choose);
  }
  const names = actions.map(({ name }) => name).join(', ');
  command.action((name: string | undefined) => {
    const isSaid = name !== undefined && !name.startsWith('-');
    const problem = isSaid ? `There is no "${name}";` : 'Say what to do first:';
    throw new YamrError('bad-input', `${problem} there is ${names}.`);
  });
}

/** For a script without flags: answers `--help` and refuses the rest, then does its work. */
export function explainItself(name: string, description: string, argv = process.argv.slice(2)): void {
  const command = new Command(invocation(name)).description(description).exitOverride();
  command.configureOutput({ outputError: () => undefined }).allowExcessArguments(false);
  try {
    command.parse(argv, { from: 'user' });
  } catch (thrown) {
    const { message, exitCode } = explain(thrown, name);
    if (message) process.stderr.write(`${message}\n`);
    process.exit(exitCode);
  }
}

/** Runs a command with the process' arguments and sets the exit status. Never throws. */
export async function runCommand<Options extends object>(
  definition: CommandDefinition<Options> | ActionsDefinition,
  argv: readonly string[] = process.argv.slice(2)
): Promise<void> {
  const interruption = new AbortController();
  const end = (): never => {
    discardUnfinishedOutput();
    process.exit(EXIT_INTERRUPTED);
  };
  const interrupt = (): void => {
    if (interruption.signal.aborted) end();
    interruption.abort();
    setTimeout(end, GRACE_MS).unref();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  // `npm run data | head` closes the pipe early: that is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    discardUnfinishedOutput();
    process.exit(0);
  });

  const progress = createProgress();
  const command = new Command(invocation(definition.name))
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(false);
  let work: Work | undefined;
  const choose = (chosen: Work): void => {
    work = chosen;
  };
  if ('actions' in definition) declareActions(command, definition, choose);
  else defineAction(definition).declare(command, choose);
  try {
    command.parse(argv, { from: 'user' });
    await work?.({
      signal: interruption.signal,
      progress,
      print: (line) => process.stdout.write(`${line}\n`)
    });
    progress.finish();
  } catch (thrown) {
    const { message, exitCode } = explain(thrown, definition.name);
    if (interruption.signal.aborted) process.exitCode = EXIT_INTERRUPTED;
    else {
      if (message) process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${message}\n`);
      process.exitCode = exitCode;
    }
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
  // Idle sockets and worker threads must not keep an interrupted command alive.
  if (interruption.signal.aborted) end();
}
