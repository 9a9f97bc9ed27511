/**
 * Column definition lists: `f(...) AS t (a int, b text)` says what rows a function that returns "record" gives; inside ROWS FROM
 * each function has its own ("FROM Clause" in the manual's page of SELECT).
 */
import type { OutputColumn } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { ColumnDefinitionItem, FunctionRef } from '../../parser/ast/index.ts';
import { recordOid } from '../oids.ts';
import type { StatementState } from '../state.ts';
import { resolveTypeName } from '../type-name.ts';

type WrittenCall = FunctionRef['functions'][number];

/** The calls with the list behind the alias, which only a single call may have. */
export function withOuterDefinitions(ref: FunctionRef, calls: readonly WrittenCall[]): readonly WrittenCall[] {
  const list = ref.columnDefinitions;
  if (list.length === 0) return calls;
  const { location } = list[0]!;
  if (calls.length > 1) {
    throw ref.rowsFrom
      ? sqlError('syntax_error', 'ROWS FROM() with multiple functions cannot have a column definition list', {
          hint: 'Put a separate column definition list for each function inside ROWS FROM().',
          location,
        })
      : sqlError('syntax_error', 'UNNEST() with multiple arguments cannot have a column definition list', {
          hint: 'Use separate UNNEST() calls inside ROWS FROM(), and attach a column definition list to each one.',
          location,
        });
  }
  if (ref.ordinality) {
    throw sqlError('syntax_error', 'WITH ORDINALITY cannot be used with a column definition list', {
      hint: 'Put the column definition list inside ROWS FROM().',
      location,
    });
  }
  return [{ call: calls[0]!.call, columns: list }];
}

/** A list where there may be none. */
export function refuseDefinitions(list: readonly ColumnDefinitionItem[], why: string): void {
  if (list.length === 0) return;
  throw sqlError('syntax_error', `a column definition list ${why}`, { location: list[0]!.location });
}

export function definedColumns(list: readonly ColumnDefinitionItem[], state: StatementState): readonly OutputColumn[] {
  const columns = list.map(({ name, type, location }) => {
    if (type.setof) {
      throw sqlError('invalid_table_definition', `column "${name}" cannot be declared SETOF`, { location });
    }
    return { name, ...resolveTypeName(type, state.context) };
  });
  for (const [i, { name }] of columns.entries()) {
    if (columns.findIndex((other) => other.name === name) === i) continue;
    throw sqlError('duplicate_column', `column name "${name}" specified more than once`);
  }
  for (const { name, type } of columns) {
    if (type === recordOid || state.type(type).kind !== 'pseudo') continue;
    throw sqlError('invalid_table_definition', `column "${name}" has pseudo-type ${state.typeName(type)}`);
  }
  return columns;
}
