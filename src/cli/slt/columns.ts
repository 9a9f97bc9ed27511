/**
 * The word behind `query`: either sqllogictest's type letters (`ITRB?`, one a column), or our list of type names
 * (`int4,text`), in which `name:type` pins the column's name as well. Names are escaped so that the word holds together.
 */
import type { TextColumn } from './outcome.ts';
import type { Dialect } from './record.ts';
import { letterAdmits, typeName } from './type-names.ts';

export function isLetters(columns: string): boolean {
  return /^[A-Z?]+$/.test(columns);
}

/** What does not fit, or undefined. SQLite's files promise only the number of columns, sqllogictest-rs's nothing. */
export function checkColumns(columns: string, actual: readonly TextColumn[], dialect: Dialect): string | undefined {
  if (columns === '' || dialect === 'rs') return undefined;
  if (isLetters(columns)) {
    const fits =
      columns.length === actual.length &&
      (dialect !== 'own' || actual.every((column, i) => letterAdmits(columns[i]!, typeName(column.typeOid))));
    return fits ? undefined : `expected columns ${columns}, got ${describeColumns(actual, false)}`;
  }
  const withNames = columns.includes(':');
  const shown = describeColumns(actual, withNames);
  return shown === columns ? undefined : `expected columns ${columns}, got ${shown}`;
}

/** The word that pins these columns. */
export function describeColumns(actual: readonly TextColumn[], withNames: boolean): string {
  if (actual.length === 0) return '-';
  return actual.map((column) => (withNames ? `${escapeName(column.name)}:` : '') + typeName(column.typeOid)).join(',');
}

function escapeName(name: string): string {
  if (name === '') return '(empty)';
  return name.replace(/[\s,:\\]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
