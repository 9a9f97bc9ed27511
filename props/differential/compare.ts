/** Whether two outcomes of a statement are the same: rows, column types, SQLSTATE and message. */
import type { Outcome } from '../../src/cli/slt/outcome.ts';
import { approximate } from './routines.ts';
import type { GeneratedStatement } from './statement-parts.ts';

/** From here on OIDs are given by each database. */
const firstUserOid = 16384;

export function shown(outcome: Outcome): string {
  const { error, results } = outcome;
  if (error !== undefined) return `${error.code || 'NO SQLSTATE'} ${error.message}`;
  return results
    .map(
      ({ columns, rows, rowCount }) =>
        `${columns.map(({ typeOid }) => typeOid)} ${rowCount}\n${rowLines(rows).join('\n')}`,
    )
    .join('\n');
}

function rowLines(rows: readonly (readonly (string | null)[])[]): string[] {
  return rows.map((row) => JSON.stringify(row));
}

/** What differs, or null. */
export function difference({ ordered }: GeneratedStatement, expected: Outcome, found: Outcome): string | null {
  if (expected.error !== undefined || found.error !== undefined) {
    if (expected.error === undefined) return 'an error where there is none';
    if (found.error === undefined) return 'no error';
    if (expected.error.code !== found.error.code) return 'SQLSTATE';
    return expected.error.message === found.error.message ? null : 'message';
  }
  for (const [i, a] of expected.results.entries()) {
    const b = found.results[i]!;
    if (a.columns.length !== b.columns.length) return 'number of columns';
    for (const [c, { typeOid, name }] of a.columns.entries()) {
      const other = b.columns[c]!;
      if (other.typeOid !== typeOid && (typeOid < firstUserOid || other.typeOid < firstUserOid)) return 'column type';
      if (other.name !== name) return 'column name';
    }
    if (a.rowCount !== b.rowCount) return 'row count';
    const [x, y] = [rowLines(a.rows), rowLines(b.rows)];
    if (!ordered) for (const lines of [x, y]) lines.sort();
    if (x.join('\n') !== y.join('\n')) return 'rows';
  }
  return null;
}

/**
 * Differences that are known and meant, or that no one promises anything about; docs/compatibility.md has them. Each with the
 * test that recognises it; they are counted and shown with their reasons.
 */
export function explanation(statement: GeneratedStatement, expected: Outcome, found: Outcome): string | null {
  const { sql } = statement;
  const [a, b] = [expected.error, found.error];
  if (b?.code === 'XX000') return null;
  if (a?.code === '57014' || b?.code === '57014') return 'statement_timeout on a busy machine';
  if (a?.code === 'XX000') return 'an internal error of PostgreSQL';
  if ((a?.message ?? JSON.stringify(expected.results)).includes('\ufffd')) return 'PostgreSQL gives invalid UTF8';
  if (/make_interval/.test(sql) && a === undefined && b?.message === 'interval out of range') {
    return 'make_interval: overflow is an error here, and goes unnoticed there';
  }
  if (/\boverlaps"?\(|\bOVERLAPS \(/.test(sql) && a !== undefined) {
    return 'overlaps: PostgreSQL inlines it, and evaluates arguments that are not needed';
  }
  const isHighChar = /\\\\[0-7]{3}/.test(JSON.stringify(found.results)) || /"char"\('-\d/.test(sql);
  if (/"char"/.test(sql) && a === undefined && b === undefined && isHighChar) {
    return 'a "char" above 127 is a byte of its own there, and written as \\ooo here';
  }
  if (/\bage\(/.test(sql) && a !== undefined && b !== undefined) {
    return 'age() is no constant here, because it depends on the time zone: another error comes first';
  }
  if (b?.message === 'bit string length exceeds the maximum allowed (536870848)') {
    return 'a bit string is a string here, with less room than one of bits';
  }
  if (/"substring"\(/.test(sql) && wrongSimilarPattern.test(a?.message ?? '') && b === undefined) {
    return 'substring(text, text, text): PostgreSQL inlines it, and looks at a constant pattern where there is no text';
  }
  // Generated expressions that can fail are for one row; what is left is what the rows must keep to.
  if (/^(?:UPDATE|MERGE)/.test(sql) && isViolation(a) && isViolation(b)) {
    return 'rows that were changed are elsewhere: which of several rows breaks a rule first is not promised';
  }
  if (/\bright"?\(/.test(sql) && /-2147483648'?(?:::int4)?\)/.test(sql) && a === undefined && b === undefined) {
    return 'right(text, -2147483648): releases of PostgreSQL 15 differ';
  }
  if (/^MERGE.* THEN DELETE.* THEN INSERT/.test(sql) && a === undefined && b?.code === '23505') {
    return 'MERGE: the order of its actions on rows is not promised, and a key may come before the row that had it has gone';
  }
  if (
    a === undefined &&
    b === undefined &&
    /GROUP BY|DISTINCT|UNION/.test(sql) &&
    onlySignsOfZeros(statement, expected, found)
  ) {
    return 'which of equal values, zeros of both signs, stands for a group is not promised';
  }
  if (/EST5EDT/.test(sql) && a === undefined && b === undefined) {
    return 'another version of the time zone database: EST5EDT has been New York’s zone since 2024b';
  }
  if (b?.code === '0A000' && a?.code !== '0A000') return `not supported: ${b.message}`;
  if (a === undefined && b === undefined && callsApproximate(sql) && lastDigits(expected, found)) {
    return 'last digit of a function of the C library';
  }
  return null;
}

function onlySignsOfZeros(statement: GeneratedStatement, expected: Outcome, found: Outcome): boolean {
  const plain = (outcome: Outcome): Outcome => ({
    ...outcome,
    results: outcome.results.map((result) => ({
      ...result,
      rows: result.rows.map((row) => row.map((value) => (value === '-0' ? '0' : value))),
    })),
  });
  return difference(statement, plain(expected), plain(found)) === null;
}

/** What similar_to_escape() says of its pattern. */
const wrongSimilarPattern = /^(?:invalid escape string|SQL regular expression may not contain more than two)/;

function isViolation(error: Outcome['error']): boolean {
  return error?.code?.startsWith('23') === true;
}

function callsApproximate(sql: string): boolean {
  return (sql.match(/\w+|\|\|\/|\^/g) ?? []).some((word) => approximate.test(word));
}

/** Rows that are the same but for float8 or float4 values of which 14 or 6 digits agree. */
function lastDigits(expected: Outcome, found: Outcome): boolean {
  const [a, b] = [expected.results[0]!, found.results[0]!];
  if (a.rows.length !== b.rows.length) return false;
  if (a.columns.some(({ typeOid, name }, c) => typeOid !== b.columns[c]?.typeOid || name !== b.columns[c]?.name))
    return false;
  return a.rows.every((row, r) =>
    row.every((value, c) => {
      const other = b.rows[r]?.[c];
      if (value === other) return true;
      const { typeOid } = a.columns[c]!;
      if ((typeOid !== 701 && typeOid !== 700) || value === null || other === null || other === undefined) return false;
      const [x, y] = [Number(value), Number(other)];
      return Math.abs(x - y) <= Math.abs(x) * (typeOid === 701 ? 4e-15 : 1e-6);
    }),
  );
}
