/** What a person reads: the progress line, the mismatches as diffs with file:line, the summary. */
import { relative } from 'node:path';
import type { Failure, Report } from './report.ts';
import type { Progress } from './run-files.ts';

const maxDiffLines = 40;

export class ProgressLine {
  private readonly stream: NodeJS.WriteStream;
  private width = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream;
  }

  show(progress: Progress): void {
    if (!this.stream.isTTY) return;
    const { jobsDone, jobs, records, failed, file } = progress;
    const text = `[${jobsDone}/${jobs}] ${records} records, ${failed} failed  ${relative('.', file)}`;
    const line = text.slice(0, (this.stream.columns ?? 80) - 1);
    this.stream.write(`\r${line.padEnd(this.width)}`);
    this.width = line.length;
  }

  clear(): void {
    if (this.stream.isTTY && this.width > 0) this.stream.write(`\r${' '.repeat(this.width)}\r`);
    this.width = 0;
  }
}

type ArrayDiff = (
  before: string[],
  after: string[],
) => readonly { readonly value: readonly string[]; readonly added?: boolean; readonly removed?: boolean }[];

/** All kept failures; what failed alike on several surfaces is shown once. */
export async function failureText(report: Report): Promise<string> {
  const diff = await loadDiff();
  const groups = new Map<string, { failure: Failure; surfaces: string[] }>();
  for (const file of report.files) {
    for (const failure of file.failures) {
      const { line, message, actual } = failure;
      const key = `${failure.file}:${line}:${message}:${actual?.join('\n') ?? ''}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { failure, surfaces: [failure.surface] });
      else group.surfaces.push(failure.surface);
    }
  }
  return [...groups.values()].map(({ failure, surfaces }) => oneFailure(failure, surfaces, diff)).join('');
}

function oneFailure(failure: Failure, surfaces: readonly string[], diff: ArrayDiff | undefined): string {
  const place = `${relative('.', failure.file)}:${failure.line}`;
  const lines = [`${place} [${surfaces.join(', ')}] ${failure.message}`];
  for (const line of failure.sql.split('\n').slice(0, 12)) lines.push(`    ${line}`);
  if (failure.expected !== undefined && failure.actual !== undefined) {
    const shown = diffLines(failure.expected, failure.actual, diff);
    lines.push(...shown.slice(0, maxDiffLines));
    if (shown.length > maxDiffLines) lines.push(`  … ${shown.length - maxDiffLines} more lines`);
  }
  return `${lines.join('\n')}\n\n`;
}

/** `-` is what was expected, `+` what came. */
function diffLines(expected: readonly string[], actual: readonly string[], diff: ArrayDiff | undefined): string[] {
  // A diff of long, quite different lists takes quadratic time and says nothing.
  if (diff === undefined || expected.length + actual.length > 2000) {
    return [...expected.map((line) => `  - ${line}`), ...actual.map((line) => `  + ${line}`)];
  }
  return diff([...expected], [...actual]).flatMap((part) => {
    const sign = part.added === true ? '+' : part.removed === true ? '-' : ' ';
    return part.value.map((line) => `  ${sign} ${line}`);
  });
}

/** `diff` is a development dependency; without it both lists are shown whole. */
async function loadDiff(): Promise<ArrayDiff | undefined> {
  try {
    const { diffArrays } = await import('diff');
    return (before, after) => diffArrays(before, after);
  } catch {
    return undefined;
  }
}
