/** ON CONFLICT: which indexes arbitrate, and what DO UPDATE assigns ("INSERT", "ON CONFLICT Clause"). */
import type { IndexDescriptor, TableDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr, BoundInsert } from '../../catalog/tree.ts';
import { exprEquals, renumberExpr } from '../../catalog/tree-walk.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { OnConflictClause } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { checkCollation } from '../expression/bind-cast.ts';
import { variable } from '../expression/make-nodes.ts';
import type { NamespaceItem, Scope } from '../scope.ts';
import { namespaceItem } from '../tableref/range-item.ts';
import { bindAssignments } from './update-set.ts';

type BoundConflict = NonNullable<BoundInsert['onConflict']>;

/** `scope` sees nothing yet; `target` is the namespace item of the table. */
export function bindOnConflict(
  clause: OnConflictClause,
  table: TableDescriptor,
  target: NamespaceItem,
  scope: Scope,
): BoundConflict {
  const { state } = scope;
  if (clause.action === 'update' && clause.target === null) {
    throw sqlError('syntax_error', 'ON CONFLICT DO UPDATE requires inference specification or constraint name', {
      hint: 'For example, ON CONFLICT (column_name).',
      location: clause.location,
    });
  }
  scope.namespace = [target];
  const arbiters = clause.target ? findArbiters(clause.target, table, target, scope) : [];
  const excludedRel = state.newRel(scope);
  if (clause.action === 'nothing') return { arbiters, action: 'nothing', excludedRel, set: [], where: null };
  const excluded = namespaceItem(
    'excluded',
    excludedRel,
    target.columns.map((column) => {
      // Columns of a table are variables.
      const own = column.expr as BoundExpr & { kind: 'var' };
      return { name: table.columns[own.column]!.name, expr: variable(excludedRel, own.column, own.type, own.typmod) };
    }),
    { aliased: true },
  );
  scope.rangeItems.push(excluded);
  scope.namespace = [target, excluded];
  const set = bindAssignments(clause.set, table, target.rel, scope);
  const where = clause.where ? coerceToBoolean(state, scope.bind(clause.where, 'where'), 'WHERE') : null;
  return { arbiters, action: 'update', excludedRel, set, where };
}

type ConflictTarget = NonNullable<OnConflictClause['target']>;

function findArbiters(
  target: ConflictTarget,
  table: TableDescriptor,
  item: NamespaceItem,
  scope: Scope,
): readonly number[] {
  const { catalog } = scope.state.context;
  if (target.constraint !== null) return [constraintIndex(target.constraint, table)];
  const columns = new Set<number>();
  const expressions: BoundExpr[] = [];
  for (const element of target.elements) {
    if (element.direction !== 'default') {
      throw sqlError('invalid_column_reference', 'ASC/DESC is not allowed in ON CONFLICT clause', {
        location: target.location,
      });
    }
    if (element.nulls !== 'default') {
      throw sqlError('invalid_column_reference', 'NULLS FIRST/LAST is not allowed in ON CONFLICT clause', {
        location: target.location,
      });
    }
    if (element.opclass) throw unsupported('an operator class in ON CONFLICT', element.opclass.location);
    if (element.collation) checkCollation(element.collation.parts, element.collation.location);
    // A column that is not there is reported where the list begins.
    const { value } = element;
    const placed = value.kind === 'columnRef' ? { ...value, location: target.location } : value;
    const bound = scope.bind(placed, 'indexExpression');
    if (bound.kind === 'var' && bound.rel === item.rel) columns.add(bound.column);
    else expressions.push(bound);
  }
  const where = target.where ? coerceToBoolean(scope.state, scope.bind(target.where, 'indexPredicate'), 'WHERE') : null;
  const arbiters = catalog
    .indexesOf(table)
    .filter((index) => fits(index, columns, expressions, where, item.rel, scope));
  if (arbiters.length === 0) {
    throw sqlError(
      'invalid_column_reference',
      'there is no unique or exclusion constraint matching the ON CONFLICT specification',
    );
  }
  return arbiters.map((index) => index.oid);
}

function constraintIndex(name: string, table: TableDescriptor): number {
  const constraint = table.constraints.find((c) => c.name === name);
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
  columns: ReadonlySet<number>,
  expressions: readonly BoundExpr[],
  where: BoundExpr | null,
  rel: number,
  scope: Scope,
): boolean {
  if (!index.unique) return false;
  const own = new Set<number>();
  const ownExpressions: BoundExpr[] = [];
  for (const key of index.keys) {
    if (key.column !== null) own.add(key.column);
    else if (key.expression) ownExpressions.push(renumberExpr(key.expression, rel, scope.state));
  }
  if (own.size !== columns.size || [...own].some((column) => !columns.has(column))) return false;
  if (!ownExpressions.every((e) => expressions.some((wanted) => exprEquals(e, wanted)))) return false;
  if (!expressions.every((wanted) => ownExpressions.some((e) => exprEquals(e, wanted)))) return false;
  if (!index.predicate) return true;
  return where !== null && implies(where, renumberExpr(index.predicate, rel, scope.state));
}

/** Every condition of the index's predicate is one of those written. */
function implies(written: BoundExpr, predicate: BoundExpr): boolean {
  const have = conjuncts(written);
  return conjuncts(predicate).every((p) => have.some((w) => exprEquals(p, w)));
}

function conjuncts(expr: BoundExpr): readonly BoundExpr[] {
  return expr.kind === 'and' ? expr.args.flatMap(conjuncts) : [expr];
}
