/** Owns what a retrain leaves for a person: the gate's answer as lines and as data, and the model's report beside it. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '#training/atomic-output';
import type { GateCheck } from './gate.ts';
import type { RetrainRecord } from './history.ts';

const MARKS: Readonly<Record<GateCheck['outcome'], string>> = {
  passed: 'ok      ',
  refused: 'REFUSED ',
  skipped: 'skipped '
};

export const checkLine = ({ outcome, name, evidence }: GateCheck): string =>
  `${MARKS[outcome]}${name}. ${evidence}`;

/** Writes `gate.txt`, `gate.json` and, where a release was made, a copy of its `report.html` into `out`. */
export async function writeReport(
  out: string,
  record: RetrainRecord,
  checks: readonly GateCheck[]
): Promise<void> {
  const head = `${record.time} ${record.result}${record.forced ? ' (forced)' : ''} ${record.version ?? ''}`;
  const lines = [head.trimEnd(), ...checks.map(checkLine)];
  await writeFileAtomically(join(out, 'gate.txt'), `${lines.join('\n')}\n`);
  await writeFileAtomically(join(out, 'gate.json'), `${JSON.stringify({ ...record, checks }, null, 2)}\n`);
  if (record.version !== undefined)
    await copyFile(join(out, 'release', 'report.html'), join(out, 'report.html'));
}
