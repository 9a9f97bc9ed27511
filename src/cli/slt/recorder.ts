/**
 * Writes a real PostgreSQL's answers into our own files, in place. What is rewritten is a record's first line (columns,
 * count, error) and the block below `----`; the SQL and everything around it stay as they are.
 */
import { writeFileSync } from 'node:fs';
import { checkColumns, describeColumns, isLetters } from './columns.ts';
import { ownLines } from './compare.ts';
import { readFileSync } from './files.ts';
import { formatMessage } from './format-own.ts';
import type { Outcome } from './outcome.ts';
import { splitLines } from './parser.ts';
import type { StatementRecord } from './record.ts';
import { noLists, runFile } from './run-file.ts';
import { UrlSurface } from './url-surface.ts';

export interface Recording {
  readonly file: string;
  readonly records: number;
  readonly isChanged: boolean;
  /** What an author should look at: a record that turned from success to error or back, or that cannot be rewritten. */
  readonly warnings: readonly string[];
}

export async function recordFile(file: string, url: string): Promise<Recording> {
  const surface = new UrlSurface('simple', url);
  const answers: { record: StatementRecord; outcome: Outcome }[] = [];
  try {
    const { result } = await runFile(file, surface, {
      dialect: 'own',
      lists: noLists,
      maxFailures: 1000,
      onOutcome: (record, outcome) => answers.push({ record, outcome }),
    });
    const warnings: string[] = [];
    const answered = new Set(answers.map(({ record }) => `${record.file}:${record.line}`));
    // What failed before the server was asked (unknown directives, steps nobody awaited) no recording can mend.
    for (const failure of result.failures) {
      const place = `${failure.file}:${failure.line}`;
      if (!answered.has(place)) warnings.push(`${place}: ${failure.message}`);
    }
    const before = readFileSync(file);
    const after = rewrite(before, answers, warnings);
    if (after !== before) writeFileSync(file, after);
    return { file, records: answers.length, isChanged: after !== before, warnings };
  } finally {
    await surface.close();
  }
}

function rewrite(text: string, answers: { record: StatementRecord; outcome: Outcome }[], warnings: string[]): string {
  const lines = splitLines(text);
  // From the end, so that the line numbers of what comes before stay true.
  const ordered = answers.filter(({ record }) => record.recordable).sort((a, b) => b.record.line - a.record.line);
  for (const { record, outcome } of ordered) {
    const headerIndex = record.line - 1;
    const recorded = recordedLines(record, lines[headerIndex]!, outcome);
    lines.splice(record.sqlEnd, record.blockEnd - record.sqlEnd, ...recorded.block);
    lines[headerIndex] = recorded.header;
    const wasError = record.expect === 'error';
    if (wasError !== (outcome.error !== undefined)) {
      const now = outcome.error === undefined ? 'success' : `${outcome.error.code}: ${outcome.error.message}`;
      warnings.push(
        `${record.file}:${record.line}: was ${wasError ? 'an error' : 'a success'}, PostgreSQL answers ${now}`,
      );
    }
  }
  return lines.join('\n');
}

/** The first line and the result block (with its `----`) that say what happened. */
export function recordedLines(
  record: StatementRecord,
  header: string,
  outcome: Outcome,
): { header: string; block: string[] } {
  const { error } = outcome;
  if (error !== undefined) {
    const block = record.expect === 'error' && record.expected !== undefined ? ['----', ...error.fields] : [];
    // A pattern stands where the message is not the same twice.
    if (record.error?.pattern?.test(error.message)) {
      return { header: `${record.kind} error (${error.code}) /${record.error.pattern.source}/`, block };
    }
    return { header: `${record.kind} error (${error.code}) ${formatMessage(error.message)}`, block };
  }
  const result = outcome.results[outcome.results.length - 1];
  if (record.kind === 'statement') {
    const isCount = record.expect === 'count';
    return { header: isCount ? `statement count ${result?.rowCount ?? 0}` : 'statement ok', block: [] };
  }
  const columns = result?.columns ?? [];
  const keepsLetters = isLetters(record.columns) && checkColumns(record.columns, columns, 'own') === undefined;
  const withNames = record.columns === 'names' || record.columns.includes(':');
  const words = ['query', keepsLetters ? record.columns : describeColumns(columns, withNames)];
  if (/\s(nosort|rowsort|valuesort)\b/.test(header)) words.push(record.sortMode);
  if (record.label !== '') words.push(record.label);
  const rows = result === undefined ? [] : ownLines(result);
  if (record.sortMode === 'rowsort') rows.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { header: words.join(' '), block: ['----', ...rows] };
}
