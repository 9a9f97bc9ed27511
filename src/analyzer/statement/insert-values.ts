/** The values of a row that INSERT or MERGE adds: those written, and what columns get that have none. */
import type { BoundExpr } from '../../catalog/tree.ts';
import type { Expression } from '../../parser/ast/index.ts';
import { bindList } from '../expression/bind-row.ts';
import { constant } from '../expression/make-nodes.ts';
import type { Scope } from '../scope.ts';
import { insertDefault } from './defaults.ts';
import type { ModificationTarget } from './modification-target.ts';

/** `value: null` stands for DEFAULT. */
export function bindRowWithDefaults(
  row: readonly Expression[],
  scope: Scope,
): readonly { readonly value: BoundExpr | null; readonly location: number }[] {
  return row.flatMap((expr): readonly { value: BoundExpr | null; location: number }[] => {
    if (expr.kind === 'default') return [{ value: null, location: expr.location }];
    return bindList([expr], scope).map((value) => ({ value, location: value.location }));
  });
}

/** A value for every attribute but generated ones: what was given, or a default. */
export function baseValues(
  given: ReadonlyMap<number, BoundExpr>,
  target: ModificationTarget,
  scope: Scope,
): readonly BoundExpr[] {
  return target.table.columns.map((column, position): BoundExpr => {
    if (column.dropped || column.generated) return constant(column.type, null, -1, column.typmod);
    return given.get(position) ?? insertDefault(target, position, scope);
  });
}
