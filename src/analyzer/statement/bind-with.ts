/** WITH: each item becomes visible to those after it and to the query; recursive ones to themselves. */
import type { BoundCte, BoundExpr, BoundModification, BoundQuery, OutputColumn } from '../../catalog/tree.ts';
import { walkExpr } from '../../catalog/tree-walk.ts';
import { sqlError } from '../../errors/index.ts';
import type { CommonTableExpression, SelectStatement, WithClause } from '../../parser/ast/index.ts';
import { formatType } from '../../types/registry.ts';
import { coerceType } from '../coercion/coerce.ts';
import { textOid, unknownOid } from '../oids.ts';
import { type CteEntry, Scope } from '../scope.ts';
import { bindArm, columnLocation, combineArms } from './bind-set-operation.ts';
import { checkRecursion, dependencyOrder, recursiveBody, refersTo } from './recursion-rules.ts';
import { addedColumns, bindCycleMarks, checkSearchAndCycle, withSearchAndCycle, writtenCycle } from './search-cycle.ts';

/** Bound items that only lack the number of references, which is known once the query is bound. */
type PendingCte = Omit<BoundCte, 'references'> & { readonly entry: CteEntry };

export class WithItems {
  private readonly pending: PendingCte[] = [];

  add(cte: PendingCte): void {
    this.pending.push(cte);
  }

  finish(): readonly BoundCte[] {
    return this.pending.map(({ entry, ...cte }) => ({ ...cte, references: entry.references }));
  }
}

export function bindWith(clause: WithClause | null, scope: Scope): WithItems {
  const result = new WithItems();
  if (!clause) return result;
  const seen = new Set<string>();
  for (const item of clause.items) {
    if (seen.has(item.name)) {
      throw sqlError('duplicate_alias', `WITH query name "${item.name}" specified more than once`, {
        location: item.location,
      });
    }
    seen.add(item.name);
    if (item.query.kind === 'merge') {
      throw sqlError('feature_not_supported', 'MERGE not supported in WITH query', { location: item.location });
    }
    if (item.query.kind !== 'select' && scope.parent !== null) {
      throw sqlError(
        'feature_not_supported',
        'WITH clause containing a data-modifying statement must be at the top level',
        { location: item.location },
      );
    }
  }
  const items = clause.recursive ? dependencyOrder(clause.items) : clause.items;
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    scope.futureCtes = clause.recursive ? [] : items.slice(i).map((later) => later.name);
    if (clause.recursive && refersTo(item, item.name)) bindRecursive(item, scope, result);
    else bindPlain(item, scope, result);
  }
  scope.futureCtes = [];
  return result;
}

function bindPlain(item: CommonTableExpression, scope: Scope, result: WithItems): void {
  const { state } = scope;
  const id = state.nextCte();
  const query: BoundQuery | BoundModification =
    item.query.kind === 'select' ? state.binder.query(item.query, scope) : state.binder.modification(item.query, scope);
  const hasRows = item.query.kind === 'select' || hasReturning(query);
  const columns = nameColumns(item, columnsOf(query));
  if (item.search || item.cycle) {
    throw sqlError('syntax_error', 'WITH query is not recursive', { location: item.location });
  }
  const entry: CteEntry = { id, name: item.name, columns, references: 0, open: false, hasRows };
  scope.ctes = [...scope.ctes, entry];
  const aliases = item.columns.length > 0 && { aliases: item.columns };
  const { materialized } = item;
  result.add({ id, name: item.name, columns, query, recursive: null, ...aliases, materialized, entry });
}

function hasReturning(query: BoundQuery | BoundModification): boolean {
  return 'returning' in query && query.returning !== null;
}

function columnsOf(query: BoundQuery | BoundModification): readonly OutputColumn[] {
  return 'columns' in query ? query.columns : (query.returning?.columns ?? []);
}

function nameColumns(item: CommonTableExpression, columns: readonly OutputColumn[]): readonly OutputColumn[] {
  if (item.columns.length > columns.length) {
    throw sqlError(
      'invalid_column_reference',
      `WITH query "${item.name}" has ${columns.length} columns available but ${item.columns.length} columns specified`,
      { location: item.location },
    );
  }
  return columns.map((column, i) => (item.columns[i] === undefined ? column : { ...column, name: item.columns[i]! }));
}

function bindRecursive(item: CommonTableExpression, scope: Scope, result: WithItems): void {
  const { state } = scope;
  checkRecursion(item);
  // checkRecursion accepts queries only.
  const query = item.query as SelectStatement;
  const id = state.nextCte();
  const own = new Scope(state, scope);
  const inner = bindWith(query.with, own);
  const operation = recursiveBody(query);
  const base = resolveArm(bindArm(operation.left, own), state);
  const given = nameColumns(item, base.columns);
  const marks = bindCycleMarks(item.cycle, scope);
  const added = addedColumns(item, marks);
  const columns = [...given, ...added];
  const entry: CteEntry = {
    id,
    name: item.name,
    columns,
    references: 0,
    open: true,
    hasRows: true,
    ...(added.length > 0 && { added: added.length }),
  };
  own.ctes = [...own.ctes, entry];
  const stepArm = bindArm(operation.right, own);
  refuseAggregates(stepArm);
  const whole = combineArms(operation, base, stepArm, state);
  for (let i = 0; i < given.length; i++) {
    const left = base.columns[i]!;
    const overall = whole.columns[i]!;
    if (left.type !== overall.type || left.typmod !== overall.typmod)
      throw changedType(item, i, left, overall, columnLocation(base, i));
  }
  checkSearchAndCycle(item, given, operation, base, stepArm);
  entry.open = false;
  scope.ctes = [...scope.ctes, entry];
  const step = whole.right;
  const union = { ...whole, left: base, ctes: inner.finish() };
  result.add({
    id,
    name: item.name,
    columns,
    query: union,
    recursive: { ...withSearchAndCycle({ item, id, given, marks, base, step }, state), all: operation.all },
    ...(item.search && { search: { order: item.search.order, by: item.search.by, column: item.search.column } }),
    ...(item.cycle && { cycle: writtenCycle(item.cycle, marks!) }),
    ...(item.columns.length > 0 && { aliases: item.columns }),
    materialized: item.materialized,
    entry,
  });
}

/** Types of the non-recursive term are settled before the other is looked at: untyped literals are text. */
function resolveArm(arm: BoundQuery, state: Scope['state']): BoundQuery {
  if (arm.kind !== 'select' && arm.kind !== 'values') return arm;
  const columns = arm.columns.map((c) => (c.type === unknownOid ? { ...c, type: textOid } : c));
  const text = (expr: BoundExpr) =>
    expr.type === unknownOid ? coerceType(state, expr, textOid, -1, 'implicit', 'implicit') : expr;
  return arm.kind === 'select'
    ? { ...arm, columns, targets: arm.targets.map(text) }
    : { ...arm, columns, rows: arm.rows.map((row) => row.map(text)) };
}

function refuseAggregates(step: BoundQuery): void {
  if (step.kind !== 'select' || !step.aggregated) return;
  let location = -1;
  for (const target of step.targets) {
    walkExpr(target, (e) => {
      if (e.kind === 'aggregate' && e.query === step.id && location < 0) location = e.location;
      return undefined;
    });
  }
  if (location < 0) return;
  throw sqlError('invalid_recursion', "aggregate functions are not allowed in a recursive query's recursive term", {
    location,
  });
}

function changedType(
  item: CommonTableExpression,
  i: number,
  left: OutputColumn,
  overall: OutputColumn,
  location: number,
): Error {
  const text = (column: OutputColumn) => formatType(column.type, column.typmod);
  return sqlError(
    'datatype_mismatch',
    `recursive query "${item.name}" column ${i + 1} has type ${text(left)} in non-recursive term but type ${text(overall)} overall`,
    { hint: 'Cast the output of the non-recursive term to the correct type.', location },
  );
}
