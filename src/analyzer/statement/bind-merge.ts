/** MERGE: a source joined to the target, and what to do with rows that have a partner and rows that have none. */
import type { BoundExpr, BoundMerge, BoundMergeAction } from '../../catalog/tree.ts';
import { containsVolatile, walkExpr } from '../../catalog/tree-walk.ts';
import { systemColumnName } from '../../catalog/well-known.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { Expression, MergeStatement } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { type NamespaceItem, Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import { bindFromList } from '../tableref/bind-from.ts';
import { bindWith } from './bind-with.ts';
import { defaultFor, generatedValue } from './defaults.ts';
import { assignSlot, checkOverride, checkWidth, insertSlots, overridden } from './insert-columns.ts';
import { baseValues, bindRowWithDefaults } from './insert-values.ts';
import { attributeOf, bindTarget, type ModificationTarget } from './modification-target.ts';
import { bindAssignments } from './update-set.ts';

type When = MergeStatement['whens'][number];

export function bindMerge(statement: MergeStatement, state: StatementState, parent: Scope | null): BoundMerge {
  const scope = new Scope(state, parent);
  if (statement.with?.recursive) {
    throw sqlError('syntax_error', 'WITH RECURSIVE is not supported for MERGE statement');
  }
  const ctes = bindWith(statement.with, scope);
  checkReachable(statement.whens);
  const target = bindTarget(statement.table.name, statement.table.alias, scope, 'MERGE');
  const { item } = target;
  // The source may not refer to the target.
  show(item, false);
  scope.namespace = [item];
  const [source] = bindFromList([statement.source], scope);
  const sources = scope.namespace.slice(1);
  if (sources.some((other) => other.nameVisible && sameName(item, other))) {
    throw sqlError('duplicate_alias', `name "${item.name}" specified more than once`, {
      detail: 'The name is used both as MERGE target table and data source.',
    });
  }
  show(item, true);
  const on = coerceToBoolean(state, scope.bind(statement.on, 'joinOn'), 'JOIN/ON');
  const actions = statement.whens.map((when) => {
    show(item, when.matched);
    return bindAction(when, target, scope);
  });
  return {
    kind: 'merge',
    ctes: ctes.finish(),
    table: target.table.oid,
    rel: target.rel,
    alias: target.alias,
    source: source!,
    on,
    actions,
    returning: null,
  };
}

function show(item: NamespaceItem, visible: boolean): void {
  item.nameVisible = visible;
  item.columnsVisible = visible;
}

function sameName(target: NamespaceItem, source: NamespaceItem): boolean {
  if (target.name !== source.name) return false;
  const plain = target.relation && source.relation && !target.aliased && !source.aliased;
  return !plain || target.relation.oid === source.relation?.oid;
}

/** A clause without a condition leaves nothing to those of its kind behind it. */
function checkReachable(whens: readonly When[]): void {
  for (const [i, when] of whens.entries()) {
    if (!whens.slice(0, i).some((before) => before.matched === when.matched && before.condition === null)) continue;
    throw sqlError('syntax_error', 'unreachable WHEN clause specified after unconditional WHEN clause');
  }
}

function bindAction(when: When, target: ModificationTarget, scope: Scope): BoundMergeAction {
  const condition = when.condition === null ? null : bindCondition(when.condition, scope);
  const action = { matched: when.matched, condition, action: when.action, set: [], values: [] };
  switch (when.action) {
    case 'update':
      return { ...action, set: bindAssignments(when.set, target, scope) };
    case 'insert':
      return {
        ...action,
        values: bindValues(when, target, scope),
        inserted:
          when.values === null
            ? []
            : insertSlots(when.columns, target, scope).map(({ column }) => attributeOf(column, 'INSERT')),
      };
    case 'delete':
    case 'nothing':
      return action;
  }
}

function bindCondition(written: Expression, scope: Scope): BoundExpr {
  const condition = coerceToBoolean(scope.state, scope.bind(written, 'mergeWhen'), 'WHEN');
  walkExpr(condition, (expr) => {
    if (expr.kind !== 'var' || expr.column >= 0) return undefined;
    const name = systemColumnName(expr.column);
    if (name === 'tableoid') return undefined;
    throw sqlError('invalid_column_reference', `cannot use system column "${name}" in MERGE WHEN condition`, {
      location: expr.location,
    });
  });
  return condition;
}

/** A value for every attribute. */
function bindValues(when: When, target: ModificationTarget, scope: Scope): readonly BoundExpr[] {
  const { state } = scope;
  const { table } = target;
  const slots = insertSlots(when.columns, target, scope);
  const given = new Map<number, BoundExpr>();
  if (when.values !== null) {
    scope.kind = 'valuesSingle';
    const cells = bindRowWithDefaults(when.values, scope);
    if (scope.hasTargetSets) {
      throw sqlError('feature_not_supported', 'set-valued function called in context that cannot accept a set', {
        location: cells.map(({ value }) => setCall(value)).find((location) => location >= 0) ?? -1,
      });
    }
    checkWidth(cells.length, () => cells[slots.length]!.location, when.columns, slots);
    cells.forEach(({ value }, i) => {
      const slot = slots[i]!;
      if (value !== null) assignSlot(given, target, slot, slot.assign(value));
      else if (!table.columns[attributeOf(slot.column, 'INSERT')]!.generated) {
        assignSlot(given, target, slot, defaultFor(target, slot, scope));
      }
    });
    cells.forEach(({ value }, i) => {
      if (value !== null) checkOverride(target, slots[i]!, when.overriding);
    });
  }
  const base = baseValues(overridden(given, when.overriding, target, slots), target, scope);
  const { functions } = state.context;
  return table.columns.map((column, position) => {
    if (!column.generated || column.dropped) return base[position]!;
    return generatedValue(column.generated, table, scope, (from) => {
      // The value would be computed once for each place it stands in.
      if (containsVolatile(base[from]!, (fn) => functions.functionByOid(fn)?.volatility === 'volatile')) {
        throw unsupported('a volatile value for a column that a generated column depends on', base[from]!.location);
      }
      return base[from]!;
    });
  });
}

/** Where a set-returning function is called; -1 where none is. */
function setCall(value: BoundExpr | null): number {
  let location = -1;
  if (value === null) return location;
  walkExpr(value, (expr) => {
    if (expr.kind === 'call' && expr.set && location < 0) location = expr.location;
    return undefined;
  });
  return location;
}
