/** Which unique indexes the target of ON CONFLICT stands for ("INSERT", "conflict_target"). */
import type { IndexColumn, IndexDescriptor, TableDescriptor, ViewDescriptor } from '../../catalog/descriptors.ts';
import { operatorClasses, operatorClassFor, operatorClassNamed } from '../../catalog/pg_catalog/operator-classes.ts';
import type { BoundExpr } from '../../catalog/tree.ts';
import { exprEquals } from '../../catalog/tree-equals.ts';
import { renumberExpr } from '../../catalog/tree-map.ts';
import { sqlError } from '../../errors/index.ts';
import type { IndexElement, OnConflictClause } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { resolveCollation } from '../collation/resolve-collation.ts';
import type { Scope } from '../scope.ts';
import type { ModificationTarget } from './modification-target.ts';
import { implies } from './predicate-implication.ts';

type ConflictTarget = NonNullable<OnConflictClause['target']>;

/** An element of the target; the names only where they were written. */
interface Wanted {
  readonly expr: BoundExpr;
  readonly collation: string | null;
  readonly operatorClass: string | null;
}

export function findArbiters(
  clause: ConflictTarget,
  { table, relation, rel }: ModificationTarget,
  scope: Scope,
): readonly number[] {
  const { catalog } = scope.state.context;
  // Constraints are looked for on what was written, and views have none.
  if (clause.constraint !== null) return [constraintIndex(clause.constraint, relation)];
  const wanted = clause.elements.map((element) => bindElement(element, clause.location, scope));
  const where = clause.where ? coerceToBoolean(scope.state, scope.bind(clause.where, 'indexPredicate'), 'WHERE') : null;
  const arbiters = catalog.indexesOf(table).filter((index) => fits(index, wanted, where, rel, table, scope));
  if (arbiters.length === 0) {
    throw sqlError(
      'invalid_column_reference',
      'there is no unique or exclusion constraint matching the ON CONFLICT specification',
    );
  }
  return arbiters.map((index) => index.oid);
}

function bindElement(element: IndexElement, location: number, scope: Scope): Wanted {
  if (element.direction !== 'default') {
    throw sqlError('invalid_column_reference', 'ASC/DESC is not allowed in ON CONFLICT clause', { location });
  }
  if (element.nulls !== 'default') {
    throw sqlError('invalid_column_reference', 'NULLS FIRST/LAST is not allowed in ON CONFLICT clause', { location });
  }
  // A column or collation that is not there is reported where the list begins.
  const { value, opclass, collation } = element;
  const expr = scope.bind(value.kind === 'columnRef' ? { ...value, location } : value, 'indexExpression');
  const { catalog, searchPath } = scope.state.context;
  const resolved = collation === null ? null : resolveCollation(collation.parts, location, catalog, searchPath);
  if (opclass !== null && operatorClassNamed(opclass.parts.at(-1)!, 'btree') === undefined) {
    const name = opclass.parts.join('.');
    throw sqlError('undefined_object', `operator class "${name}" does not exist for access method "btree"`);
  }
  return { expr, collation: resolved?.key ?? null, operatorClass: opclass?.parts.at(-1) ?? null };
}

function constraintIndex(name: string, table: TableDescriptor | ViewDescriptor): number {
  const constraint = table.kind === 'view' ? undefined : table.constraints.find((c) => c.name === name);
  if (!constraint) {
    throw sqlError('undefined_object', `constraint "${name}" for table "${table.name}" does not exist`);
  }
  if (constraint.kind !== 'primaryKey' && constraint.kind !== 'unique') {
    throw sqlError('wrong_object_type', 'constraint in ON CONFLICT clause has no associated index');
  }
  return constraint.index;
}

function fits(
  index: IndexDescriptor,
  wanted: readonly Wanted[],
  where: BoundExpr | null,
  rel: number,
  table: TableDescriptor,
  scope: Scope,
): boolean {
  if (!index.unique) return false;
  const keys = index.keys.map((key) => ({ key, expr: keyExpr(key, table, rel, scope) }));
  if (!keys.every(({ expr }) => wanted.some((item) => exprEquals(expr, item.expr)))) return false;
  const matches = (item: Wanted): boolean =>
    keys.some(({ key, expr }) => exprEquals(expr, item.expr) && sameOrder(item, key, table));
  if (!wanted.every(matches)) return false;
  if (!index.predicate) return true;
  const predicate = renumberExpr(index.predicate, rel, scope.state);
  return where !== null && implies(where, predicate, scope.state.context.functions);
}

function keyExpr(key: IndexColumn, table: TableDescriptor, rel: number, scope: Scope): BoundExpr {
  if (key.column === null) return renumberExpr(key.expression!, rel, scope.state);
  const { type, typmod } = table.columns[key.column]!;
  return { kind: 'var', rel, column: key.column, type, typmod, location: -1 };
}

/** The names that were written are those of the index. */
function sameOrder(item: Wanted, key: IndexColumn, table: TableDescriptor): boolean {
  if (item.collation !== null) {
    const own = key.collation ?? (key.column === null ? null : table.columns[key.column]!.collation) ?? 'default';
    if (item.collation !== own) return false;
  }
  if (item.operatorClass === null) return true;
  const named = operatorClassNamed(item.operatorClass, 'btree')!;
  const oid = operatorClassFor(key.type, named.method, key.operatorClass);
  const own = operatorClasses().find((candidate) => candidate.oid === oid);
  return own !== undefined && own.family === named.family && own.inputType === named.inputType;
}
