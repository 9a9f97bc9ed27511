/** What a column gets when no value is given, and the value of stored generated columns. */
import type { ColumnDescriptor, SequenceDescriptor, TableDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import { mapExprWith, renumberExpr } from '../../catalog/tree-map.ts';
import { relabelled } from '../../catalog/tree-nodes.ts';
import { typeByOid } from '../../types/registry.ts';
import type { Oid } from '../../types/type-def.ts';
import { coerceToTarget } from '../coercion/coerce.ts';
import { callFunction } from '../expression/call-function.ts';
import { constant } from '../expression/make-nodes.ts';
import { oidOid, regclassOid } from '../oids.ts';
import type { Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import type { InsertSlot } from './insert-columns.ts';
import { attributeOf, type ModificationTarget } from './modification-target.ts';

/** The default expression of a column, copied, or NULL. */
export function defaultValue(table: TableDescriptor, position: number, scope: Scope): BoundExpr {
  const column = table.columns[position]!;
  if (column.defaultExpr) return renumberExpr(column.defaultExpr, 0, scope.state);
  if (column.identity) {
    const sequence = identitySequence(table, position, scope);
    if (sequence) {
      const next = callFunction(scope, 'nextval', [constant(regclassOid, sequence.oid, -1)], -1);
      return coerceToTarget(scope.state, next, column.type, column.typmod, 'assignment', 'implicit') ?? next;
    }
  }
  return typeDefault(column.type, scope) ?? constant(column.type, null, -1, column.typmod);
}

/** What a column of a domain has without a default of its own: the domain's, or null if that is one of its values. */
function typeDefault(type: Oid, scope: Scope): BoundExpr | null {
  const { state } = scope;
  if (state.type(type).domain === undefined) return null;
  const value = domainDefault(type, state);
  const { type: base, typmod } = state.baseType(type);
  const expr = value === null ? constant(base, null, -1, typmod) : renumberExpr(value, 0, state);
  return coerceToTarget(state, expr, type, -1, 'assignment', 'implicit');
}

/** Of the domain, or else of the nearest domain below it that has one. */
function domainDefault(type: Oid, state: StatementState): BoundExpr | null {
  const domain = state.context.catalog.ownType(type);
  if (domain?.kind !== 'domain') return null;
  return domain.defaultExpr ?? domainDefault(domain.base, state);
}

/** The same for a column as the statement sees it: a view may have a default of its own. */
export function defaultFor(target: ModificationTarget, slot: InsertSlot, scope: Scope): BoundExpr {
  slot.place?.refuseDefault();
  return insertDefault(target, attributeOf(slot.column, 'INSERT'), scope);
}

/** The default of an attribute: a view's, or the table's. */
export function insertDefault(target: ModificationTarget, position: number, scope: Scope): BoundExpr {
  const own = target.viewDefaults.get(position);
  return own === undefined ? defaultValue(target.table, position, scope) : renumberExpr(own, 0, scope.state);
}

function identitySequence(table: TableDescriptor, position: number, scope: Scope): SequenceDescriptor | null {
  const { catalog } = scope.state.context;
  for (const oid of catalog.dependents(table.oid)) {
    const relation = catalog.relation(oid);
    if (relation?.kind === 'sequence' && relation.ownedBy?.table === table.oid) {
      if (relation.ownedBy.identity && relation.ownedBy.column === position) return relation;
    }
  }
  return null;
}

/** A generated column's expression with each column of the table replaced by `values(position)`; tableoid, the one system column that is allowed, is known. */
export function generatedValue(
  expression: BoundExpr,
  table: TableDescriptor,
  scope: Scope,
  values: (position: number) => BoundExpr,
): BoundExpr {
  const { state } = scope;
  const rel = state.nextRel();
  const own = renumberExpr(expression, rel, state);
  return mapExprWith(own, {
    expr: (e) => {
      if (e.kind !== 'var' || e.rel !== rel) return e;
      if (e.column === -2) return constant(oidOid, table.oid, -1);
      return asColumn(values(e.column), table.columns[e.column]!);
    },
  });
}

/** The value with the collation of the column in whose place it stands. */
function asColumn(value: BoundExpr, { type, collation }: ColumnDescriptor): BoundExpr {
  if (value.type !== type || typeByOid(type)?.collatable !== true) return value;
  return relabelled(value, type, { collation: collation ?? 'default', typmod: value.typmod });
}
