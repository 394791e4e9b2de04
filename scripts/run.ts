/** Owns running other programs from the scripts: no shell, no standard input, output as it comes. */
import { spawn } from 'node:child_process';

/** Runs a program with the terminal's output; resolves to its exit code, 127 if it cannot be started. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  timeoutMs?: number
): Promise<number> {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs })
    });
    child.once('error', () => {
      done(127);
    });
    child.once('close', (code) => {
      done(code ?? 1);
    });
  });
}

/** Runs a script with this very Node. */
export function runNode(args: readonly string[], cwd: string, timeoutMs?: number): Promise<number> {
  return run(process.execPath, args, cwd, timeoutMs);
}
