/** VALUES as a query: columns named column1, column2, ... of their common types. */
import type { BoundExpr, BoundSelect, BoundValues, OutputColumn } from '../../catalog/tree.ts';
import { plainSelect } from '../../catalog/tree-nodes.ts';
import { sqlError } from '../../errors/index.ts';
import type { SelectStatement, ValuesList } from '../../parser/ast/index.ts';
import { coerceToCommonType, commonTypmod, selectCommonType } from '../coercion/common-type.ts';
import { bindList } from '../expression/bind-row.ts';
import { unknownOid } from '../oids.ts';
import type { Scope } from '../scope.ts';
import type { QueryOptions } from '../state.ts';
import { columnsOfRel, namespaceItem } from '../tableref/range-item.ts';
import type { TargetEntry } from '../target-list.ts';
import { checkTargetCount } from '../tuple-limits.ts';
import { bindLimit } from './limit.ts';
import { lockingName } from './locking.ts';
import { bindOrderBy } from './sort-group.ts';

export function bindValues(
  values: ValuesList,
  tail: SelectStatement,
  scope: Scope,
  options: QueryOptions,
): BoundValues | BoundSelect {
  const { state } = scope;
  scope.kind = 'values';
  const width = values.rows[0]!.length;
  checkTargetCount(width);
  const rows: BoundExpr[][] = values.rows.map((row) => {
    const bound = [...bindList(row, scope)];
    if (bound.length !== width && values.rows[0]!.every((e) => e.kind !== 'star')) {
      throw sqlError('syntax_error', 'VALUES lists must all be the same length', {
        location: row[0]?.location ?? values.location,
      });
    }
    return bound;
  });
  const columns: OutputColumn[] = [];
  for (let c = 0; c < rows[0]!.length; c++) {
    const cells = rows.map((row) => row[c]!);
    // A single row of INSERT ... VALUES takes the types of the columns later.
    const keep = options.keepUnknown && cells.every((cell) => cell.type === unknownOid);
    const type = keep ? unknownOid : selectCommonType(state, cells, 'VALUES');
    const converted = keep ? cells : cells.map((cell) => coerceToCommonType(state, cell, type, 'VALUES'));
    converted.forEach((cell, r) => {
      rows[r]![c] = cell;
    });
    columns.push({ name: `column${c + 1}`, type, typmod: commonTypmod(converted, type) });
  }
  if (tail.locking.length > 0) {
    throw sqlError('feature_not_supported', `${lockingName(tail.locking[0]!.strength)} cannot be applied to VALUES`);
  }
  const rel = state.newRel(scope);
  const item = namespaceItem('*VALUES*', rel, columnsOfRel(rel, columns), { aliased: true });
  const targets: TargetEntry[] = item.columns.map((column) => ({ expr: column.expr, name: column.name, junk: false }));
  scope.namespace = [item];
  scope.kind = 'select';
  const order = bindOrderBy(tail.orderBy, targets, scope);
  const limit = bindLimit(tail, scope);
  const list: BoundValues = {
    kind: 'values',
    ctes: [],
    columns,
    rows,
    order,
    ...limit,
  };
  if (targets.length === columns.length) return list;
  // ORDER BY computes something: a SELECT over the list can.
  return plainSelect({
    id: scope.selectId,
    columns,
    from: [
      {
        kind: 'subquery',
        rel,
        alias: '*VALUES*',
        columns,
        query: { ...list, order: [], limit: null, withTies: false, offset: null },
        lateral: false,
        view: null,
      },
    ],
    targets: targets.map((target) => target.expr),
    order,
    ...limit,
  });
}
