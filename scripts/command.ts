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
    return { message: `${problem}; see npm run ${name} -- --help.`, exitCode: EXIT_USAGE };
  }
  const debug = process.env['YAMR_DEBUG'] === '1' && thrown instanceof Error ? `\n${thrown.stack ?? ''}` : '';
  if (thrown instanceof YamrError) return { message: thrown.message + debug, exitCode: EXIT_FAILURE };
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    message: `${sentence(`The command ${name} failed unexpectedly: ${text}`)}${debug || ' Set YAMR_DEBUG=1 to see where.'}`,
    exitCode: EXIT_FAILURE
  };
}

/** Runs a command with the process' arguments and sets the exit status. Never throws. */
export async function runCommand<Options extends object>(
  definition: CommandDefinition<Options>,
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
  const command = new Command(`npm run ${definition.name} --`)
    .description(definition.description)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(false);
  definition.setUp?.(command);
  try {
    command.parse(argv, { from: 'user' });
    await definition.run(command.opts<Options>(), {
      args: command.args,
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
