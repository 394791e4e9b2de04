/** Owns what a release says of the code that made it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { version_core as tfjs } from '@tensorflow/tfjs-core';

/** The commit that trained, "+" behind it where tracked files differ from it; "unknown" outside a checkout. */
export function codeCommit(): string {
  const git = (...command: string[]): string =>
    execFileSync('git', command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}+`;
  } catch {
    return 'unknown';
  }
}

/** By name. */
export function versions(): Record<string, string> {
  const own = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return { yamr: own.version, node: process.versions.node, tfjs };
}
