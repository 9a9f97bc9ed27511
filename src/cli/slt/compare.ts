/**
 * Does an outcome meet a record's expectation? Returns undefined, or what to tell the reader.
 * This runs about a million times over SQLite's corpus, so nothing is joined, hashed or split unless the record needs it.
 */
import { createHash } from 'node:crypto';
import { checkColumns } from './columns.ts';
import { formatMessage, formatOwnRow } from './format-own.ts';
import { formatSqliteValue } from './format-sqlite.ts';
import type { Outcome, StatementError, TextResult } from './outcome.ts';
import type { Dialect, SortMode, StatementRecord } from './record.ts';

export interface Mismatch {
  readonly message: string;
  /** Given where a diff of two texts says it best. */
  readonly expected: readonly string[] | undefined;
  readonly actual: readonly string[] | undefined;
}

export function compare(record: StatementRecord, outcome: Outcome, dialect: Dialect): Mismatch | undefined {
  const { error } = outcome;
  if (record.expect === 'error') {
    if (error === undefined) return mismatch('expected an error, but the statement succeeded');
    return compareError(record, error, dialect);
  }
  if (error !== undefined) {
    const code = error.code === '' ? 'internal error' : error.code;
    return mismatch(`expected success, got ${code}: ${error.message}`);
  }
  const result = outcome.results[outcome.results.length - 1];
  if (record.expect === 'ok') return undefined;
  if (record.expect === 'count') {
    const count = result?.rowCount ?? 0;
    return count === record.count ? undefined : mismatch(`expected ${record.count} rows, the command counted ${count}`);
  }
  if (result === undefined) return mismatch('expected rows, got no result');
  return compareRows(record, result, dialect);
}

function mismatch(message: string): Mismatch {
  return { message, expected: undefined, actual: undefined };
}

function compareError(record: StatementRecord, error: StatementError, dialect: Dialect): Mismatch | undefined {
  const wanted = record.error;
  // A bug is not the error somebody expected, unless its internal SQLSTATE was asked for by name.
  if (error.code === '' || (error.code === 'XX000' && wanted?.code !== 'XX000')) {
    return mismatch(`expected an error, got an internal one: ${error.message}`);
  }
  if (wanted !== undefined) {
    const isSame =
      (wanted.code === undefined || wanted.code === error.code) &&
      (wanted.message === undefined || wanted.message === formatMessage(error.message)) &&
      (wanted.pattern === undefined || wanted.pattern.test(error.message) || wanted.pattern.test(rustMessage(error)));
    if (!isSame) {
      return {
        message: 'a different error',
        expected: [`(${wanted.code ?? '?'}) ${wanted.message ?? wanted.pattern?.source ?? ''}`.trimEnd()],
        actual: [
          `(${error.code}) ${wanted.message === undefined && wanted.pattern === undefined ? '' : formatMessage(error.message)}`.trimEnd(),
        ],
      };
    }
  }
  if (record.expected === undefined) return undefined;
  if (dialect === 'own') {
    if (sameLines(record.expected, error.fields)) return undefined;
    return { message: 'different error fields', expected: record.expected, actual: error.fields };
  }
  const text = record.expected.join('\n').trim();
  if (text === error.message.trim() || text === rustMessage(error).trim()) return undefined;
  return { message: 'a different message', expected: record.expected, actual: error.message.split('\n') };
}

/** What the PostgreSQL client of sqllogictest-rs makes of an error, and its files are written for. */
function rustMessage(error: StatementError): string {
  return [`db error: ERROR: ${error.message}`, ...error.fields].join('\n');
}

function compareRows(record: StatementRecord, result: TextResult, dialect: Dialect): Mismatch | undefined {
  const wrongColumns = checkColumns(record.columns, result.columns, dialect);
  if (wrongColumns !== undefined) return mismatch(wrongColumns);
  const expected = record.expected;
  if (expected === undefined) return undefined;
  const isHash = expected.length === 1 && expected[0]!.includes(' values hashing to ');
  if (record.valuewise || (isHash && dialect === 'rs')) {
    // The letters format values in SQLite's files only.
    return compareValues(record, result, expected, dialect === 'rs' ? '' : record.columns);
  }
  return compareRowLines(record, result, expected, dialect);
}

/** One value per line, or the hash of all. */
function compareValues(
  record: StatementRecord,
  result: TextResult,
  expected: readonly string[],
  columns: string,
): Mismatch | undefined {
  const values = sqliteValues(result, columns, record.sortMode);
  const first = expected.length === 1 ? expected[0]! : '';
  if (first.includes(' values hashing to ')) {
    const hash = createHash('md5');
    hash.update(values.length === 0 ? '' : `${values.join('\n')}\n`);
    const actual = `${values.length} values hashing to ${hash.digest('hex')}`;
    if (actual === first) return undefined;
    return { message: `different values\n${values.slice(0, 60).join('\n')}`, expected, actual: [actual] };
  }
  if (sameLines(expected, values)) return undefined;
  return { message: 'different values', expected, actual: values };
}

/** The values in the order the sort mode asks for. */
export function sqliteValues(result: TextResult, columns: string, sortMode: SortMode): string[] {
  const { rows } = result;
  const width = result.columns.length;
  if (sortMode === 'rowsort' && width > 1 && rows.length > 1) {
    const formatted = rows.map((row) => row.map((value, i) => formatSqliteValue(value, columns[i] ?? 'T')));
    formatted.sort(compareRowTexts);
    return formatted.flat();
  }
  const values: string[] = [];
  for (const row of rows) {
    for (let i = 0; i < width; i += 1) values.push(formatSqliteValue(row[i]!, columns[i] ?? 'T'));
  }
  if (sortMode === 'valuesort' || (sortMode === 'rowsort' && width === 1)) values.sort(compareTexts);
  return values;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareRowTexts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const order = compareTexts(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

/** One row per line. Both sides are sorted, since the order of a sorted result is nobody's promise. */
function compareRowLines(
  record: StatementRecord,
  result: TextResult,
  expected: readonly string[],
  dialect: Dialect,
): Mismatch | undefined {
  const isExact = dialect === 'own' && (result.columns.length <= 1 || expected.some((line) => line.includes('\t')));
  let wanted: readonly string[] = expected;
  let actual: string[] = ownLines(result);
  if (dialect === 'rs' || !isExact) {
    wanted = expected.map(normalizeSpace);
    actual = dialect === 'rs' ? result.rows.map(looseLine) : actual.map(normalizeSpace);
  }
  if (record.sortMode === 'valuesort') {
    wanted = sortedValues(wanted);
    actual = sortedValues(actual);
  } else if (record.sortMode === 'rowsort') {
    wanted = [...wanted].sort(compareTexts);
    actual.sort(compareTexts);
  }
  return sameLines(wanted, actual) ? undefined : { message: 'different rows', expected: wanted, actual };
}

export function ownLines(result: TextResult): string[] {
  return result.rows.map(formatOwnRow);
}

function looseLine(row: readonly (string | null)[]): string {
  return normalizeSpace(row.map((value) => (value === null ? 'NULL' : value === '' ? '(empty)' : value)).join(' '));
}

function normalizeSpace(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

function sortedValues(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(/[\t ]/)).sort(compareTexts);
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}
