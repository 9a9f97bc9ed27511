/** Joins: conditions, USING and NATURAL with their merged columns, and what the join makes visible ("Joined Tables"). */
import type { BoundExpr, BoundJoin } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { JoinRef, TableRef } from '../../parser/ast/index.ts';
import { coerceToBoolean, coerceType } from '../coercion/coerce.ts';
import { selectCommonType } from '../coercion/common-type.ts';
import { logical } from '../expression/make-nodes.ts';
import { checkNameConflicts, setLateral } from '../namespace.ts';
import { makeOperator } from '../resolution/operators.ts';
import type { NamespaceColumn, Scope } from '../scope.ts';
import { aliasedNames, type BoundFromItem, namespaceItem } from './range-item.ts';

export function bindJoin(
  ref: JoinRef,
  scope: Scope,
  bindItem: (ref: TableRef, scope: Scope) => BoundFromItem,
): BoundFromItem {
  const { state } = scope;
  const left = bindItem(ref.left, scope);
  // LATERAL items on the right see the left side, which may not be null-extended then.
  const outer = scope.namespace;
  setLateral(left.namespace, true, ref.type === 'inner' || ref.type === 'left' || ref.type === 'cross');
  scope.namespace = [...outer, ...left.namespace];
  const right = bindItem(ref.right, scope);
  scope.namespace = outer;
  checkNameConflicts(left.namespace, right.namespace);
  const inner = [...left.namespace, ...right.namespace];

  const using = ref.natural ? commonNames(left.columns, right.columns) : ref.using;
  const merged: NamespaceColumn[] = [];
  let on: BoundExpr | null = null;
  let leftRest = left.columns;
  let rightRest = right.columns;
  if (using.length > 0) {
    const pairs = usingPairs(using, left.columns, right.columns);
    for (const [l, r] of pairs) merged.push({ name: l.name, expr: mergedColumn(ref.type, l.expr, r.expr, scope) });
    on = logical(
      'and',
      pairs.map(([l, r]) => makeOperator(state, '=', l.expr, r.expr, -1)),
      -1,
    );
    leftRest = left.columns.filter((column) => !pairs.some(([l]) => l === column));
    rightRest = right.columns.filter((column) => !pairs.some(([, r]) => r === column));
  } else if (ref.on) {
    setLateral(inner, false, true);
    scope.namespace = inner;
    on = coerceToBoolean(state, scope.bind(ref.on, 'joinOn'), 'JOIN/ON');
    scope.namespace = outer;
  }
  if (ref.type === 'left' || ref.type === 'full') for (const rel of right.rels) state.nullableRels.add(rel);
  if (ref.type === 'right' || ref.type === 'full') for (const rel of left.rels) state.nullableRels.add(rel);

  const from: BoundJoin = {
    kind: 'join',
    type: ref.type,
    left: left.from,
    right: right.from,
    // NATURAL without common columns and JOIN without a condition pair every row with every row.
    on: on ?? (ref.type === 'inner' || ref.type === 'cross' ? null : constantTrue()),
    using,
    natural: ref.natural,
  };
  const rels = [...left.rels, ...right.rels];
  let columns: readonly NamespaceColumn[] = [...merged, ...leftRest, ...rightRest];
  const name = ref.alias?.name ?? 'unnamed_join';
  if (ref.alias) {
    const names = aliasedNames(
      columns.map((column) => column.name),
      ref.alias,
      name,
    );
    columns = columns.map((column, i) => ({ name: names[i]!, expr: column.expr }));
  }
  const joinItem = namespaceItem(name, -1, columns, { aliased: ref.alias !== null });
  const namespace = ref.alias ? [] : inner;
  for (const item of inner) {
    item.columnsVisible = false;
    if (ref.alias) item.nameVisible = false;
  }
  joinItem.nameVisible = ref.alias !== null;
  namespace.push(joinItem);
  if (ref.usingAlias !== null) {
    const aliasItem = namespaceItem(ref.usingAlias, -1, merged, { aliased: true });
    aliasItem.columnsVisible = false;
    checkNameConflicts([aliasItem], namespace);
    namespace.push(aliasItem);
  }
  return { from, namespace, columns, rels };
}

function constantTrue(): BoundExpr {
  return { kind: 'const', value: true, type: 16, typmod: -1, location: -1 };
}

function commonNames(left: readonly NamespaceColumn[], right: readonly NamespaceColumn[]): readonly string[] {
  return left.filter((l) => right.some((r) => r.name === l.name)).map((l) => l.name);
}

function usingPairs(
  using: readonly string[],
  left: readonly NamespaceColumn[],
  right: readonly NamespaceColumn[],
): readonly (readonly [NamespaceColumn, NamespaceColumn])[] {
  const seen = new Set<string>();
  return using.map((name) => {
    if (seen.has(name)) {
      throw sqlError('duplicate_column', `column name "${name}" appears more than once in USING clause`);
    }
    seen.add(name);
    return [usingColumn(name, left, 'left'), usingColumn(name, right, 'right')] as const;
  });
}

function usingColumn(name: string, columns: readonly NamespaceColumn[], side: string): NamespaceColumn {
  const found = columns.filter((column) => column.name === name);
  if (found.length > 1) {
    throw sqlError('ambiguous_column', `common column name "${name}" appears more than once in ${side} table`);
  }
  if (found.length === 0) {
    throw sqlError('undefined_column', `column "${name}" specified in USING clause does not exist in ${side} table`);
  }
  return found[0]!;
}

/** The side that is never null-extended, or COALESCE of both for FULL. */
function mergedColumn(type: JoinRef['type'], left: BoundExpr, right: BoundExpr, scope: Scope): BoundExpr {
  const { state } = scope;
  const common = selectCommonType(state, [left, right], 'JOIN/USING');
  const typmod = left.type === right.type && left.typmod === right.typmod ? left.typmod : -1;
  const convert = (expr: BoundExpr) => coerceType(state, expr, common, typmod, 'implicit', 'implicit');
  const l = convert(left);
  const r = convert(right);
  switch (type) {
    case 'inner':
    case 'cross':
      return l === left || r !== right ? l : r;
    case 'left':
      return l;
    case 'right':
      return r;
    case 'full':
      return { kind: 'coalesce', args: [l, r], type: common, typmod, location: -1 };
  }
}
