/** Owns which licences packages may have: those that let YAMR be given away under its own, with a notice at most. */
import type { LockedPackage } from './lock.ts';

const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  // File by file: changes to its files stay under it, and none is changed here.
  'MPL-2.0',
  'Python-2.0',
  'Unlicense'
]);

/** Whether an SPDX expression can be satisfied by allowed licences: one side of OR, both sides of AND, without exceptions. */
export function isAllowed(expression: string): boolean {
  const inner = /^\((.*)\)$/.exec(expression.trim())?.[1];
  // A bracket that ends before the end is not one around all of it.
  if (inner !== undefined && !/^[^(]*\)/.test(inner)) return isAllowed(inner);
  const [first, ...others] = splitAtTop(expression, ' OR ');
  if (first !== undefined && others.length > 0) return [first, ...others].some(isAllowed);
  const parts = splitAtTop(expression, ' AND ');
  return parts.length > 1 ? parts.every(isAllowed) : ALLOWED.has(expression.trim());
}

/** Splits where no bracket is open. */
function splitAtTop(expression: string, word: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let at = 0; at < expression.length; at++) {
    const letter = expression.charAt(at);
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
    if (depth === 0 && expression.startsWith(word, at)) {
      parts.push('');
      at += word.length - 1;
    } else parts.push((parts.pop() ?? '') + letter);
  }
  return parts;
}

/** One sentence a package whose licence is none of ours to accept. */
export const licenceProblems = (packages: readonly LockedPackage[]): string[] =>
  packages.flatMap(({ name, version, licence }) => {
    if (licence !== undefined && isAllowed(licence)) return [];
    const what = licence === undefined ? 'names no licence' : `is under ${licence}, which is not allowed`;
    return [`${name} ${version} ${what} (scripts/packages/licences.ts).`];
  });
