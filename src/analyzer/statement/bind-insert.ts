/** INSERT: the source's columns to the table's, defaults in the gaps, generated columns last. */
import type { BoundExpr, BoundInsert, BoundQuery, BoundSelect, BoundValues, OutputColumn } from '../../catalog/tree.ts';
import { mapExprWith } from '../../catalog/tree-map.ts';
import { plainSelect } from '../../catalog/tree-nodes.ts';
import { walkExpr } from '../../catalog/tree-walk.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { Expression, InsertStatement, SelectStatement, ValuesList } from '../../parser/ast/index.ts';
import { coerceToBoolean } from '../coercion/coerce.ts';
import { variable } from '../expression/make-nodes.ts';
import { unknownOid } from '../oids.ts';
import { Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import { columnLocation } from './bind-set-operation.ts';
import { bindWith } from './bind-with.ts';
import { defaultFor, generatedValue } from './defaults.ts';
import {
  assignSlot,
  checkOverride,
  checkWidth,
  type InsertSlot,
  insertSlots,
  isOverridden,
  overridden,
} from './insert-columns.ts';
import { baseValues, bindRowWithDefaults } from './insert-values.ts';
import { attributeOf, bindTarget, type ModificationTarget } from './modification-target.ts';
import { bindOnConflict } from './on-conflict.ts';
import { bindReturning } from './returning.ts';
import { insertView } from './target-view.ts';

/** The source and, per attribute of the table, where its value comes from; undefined: the default. */
interface Source {
  readonly query: BoundQuery | null;
  readonly values: ReadonlyMap<number, BoundExpr>;
}

export function bindInsert(statement: InsertStatement, state: StatementState, parent: Scope | null): BoundInsert {
  const scope = new Scope(state, parent);
  const ctes = bindWith(statement.with, scope);
  const alias =
    statement.alias === null ? null : { name: statement.alias, columns: [], location: statement.table.location };
  const target = bindTarget(statement.table, alias, scope, 'INSERT');
  const slots = insertSlots(statement.columns, target, scope);
  const sourceRel = state.nextRel();
  const source = bindSource(statement, target, slots, sourceRel, scope);
  const { query, values } = complete(
    { query: source.query, values: overridden(source.values, statement.overriding, target, slots) },
    target,
    sourceRel,
    scope,
  );
  const onConflict = statement.onConflict ? bindOnConflict(statement.onConflict, target, scope) : null;
  scope.namespace = [target.item];
  const returning = bindReturning(statement.returning, scope);
  const inserted = slots.slice(0, widthOf(statement, query)).map(({ column }) => attributeOf(column, 'INSERT'));
  return {
    kind: 'insert',
    ctes: ctes.finish(),
    table: target.table.oid,
    rel: target.rel,
    alias: target.alias,
    source: query,
    sourceRel,
    values,
    onConflict,
    filter: statement.copyWhere ? copyFilter(statement.copyWhere, target, scope) : null,
    checks: target.checks,
    returning,
    inserted,
    ...(target.relation.kind === 'view' && { through: insertView(target, inserted, onConflict, returning) }),
  };
}

/** How many of the columns get a value: all that were named, or as many as there are values. */
function widthOf({ source, columns }: InsertStatement, query: BoundQuery | null): number {
  if (source === null) return columns.length;
  if (columns.length > 0) return columns.length;
  return source.body.kind === 'values' ? source.body.rows[0]!.length : query!.columns.length;
}

/** WHERE of COPY FROM: over the row as it will be, except what is generated from it. */
function copyFilter(written: Expression, target: ModificationTarget, scope: Scope): BoundExpr {
  scope.namespace = [target.item];
  const filter = coerceToBoolean(scope.state, scope.bind(written, 'copyWhere'), 'WHERE');
  walkExpr(filter, (expr) => {
    if (expr.kind !== 'var' || expr.rel !== target.rel) return undefined;
    const column = target.table.columns[expr.column];
    if (column === undefined && expr.column !== -2) {
      throw unsupported('a system column in WHERE of COPY', expr.location);
    }
    if (!column?.generated) return undefined;
    throw sqlError('invalid_column_reference', 'generated columns are not supported in COPY FROM WHERE conditions', {
      detail: `Column "${column.name}" is a generated column.`,
    });
  });
  return filter;
}

function bindSource(
  statement: InsertStatement,
  target: ModificationTarget,
  slots: readonly InsertSlot[],
  sourceRel: number,
  scope: Scope,
): Source {
  if (statement.source === null) return { query: null, values: new Map() };
  const plain = plainValues(statement.source);
  if (plain) return bindValuesSource(plain, statement, target, slots, sourceRel, scope);
  return bindQuerySource(statement.source, statement, target, slots, sourceRel, scope);
}

/** VALUES without clauses around it: its expressions are assigned directly, and may be DEFAULT. */
function plainValues(source: SelectStatement): ValuesList | null {
  const { body } = source;
  const bare =
    !source.with &&
    source.orderBy.length === 0 &&
    !source.limit &&
    !source.offset &&
    source.locking.length === 0 &&
    body.kind === 'values';
  return bare ? body : null;
}

function bindValuesSource(
  list: ValuesList,
  statement: InsertStatement,
  target: ModificationTarget,
  slots: readonly InsertSlot[],
  sourceRel: number,
  scope: Scope,
): Source {
  const { state } = scope;
  scope.kind = list.rows.length === 1 ? 'valuesSingle' : 'values';
  const width = list.rows[0]!.length;
  const rows = list.rows.map((row) => {
    const bound = bindRowWithDefaults(row, scope);
    if (list.rows.length > 1 && row.length !== width) {
      throw sqlError('syntax_error', 'VALUES lists must all be the same length', {
        location: row[0]?.location ?? list.location,
      });
    }
    return bound;
  });
  const first = rows[0]!;
  checkWidth(first.length, () => first[slots.length]!.location, statement.columns, slots);
  // A column that is DEFAULT in every row is as good as not given, and so is one whose values are not used.
  const given: number[] = [];
  for (let c = 0; c < first.length; c++) {
    if (rows.some((row) => row[c]!.value !== null) && !isOverridden(slots[c]!, statement.overriding, target)) {
      given.push(c);
    }
  }
  const converted = rows.map((row) =>
    given.map((c) => {
      const slot = slots[c]!;
      const { value } = row[c]!;
      return value === null ? defaultFor(target, slot, scope) : slot.assign(value);
    }),
  );
  for (const c of given) checkOverride(target, slots[c]!, statement.overriding);
  for (const row of rows) {
    for (const [c, cell] of row.entries()) if (cell.value === null) slots[c]!.place?.refuseDefault();
  }
  for (let c = 0; c < first.length; c++) attributeOf(slots[c]!.column, 'INSERT');
  const output = given.map((c) => ({ name: `column${c + 1}`, type: slots[c]!.type, typmod: slots[c]!.typmod }));
  // One row with a set-returning function makes as many rows as the function, as a select list does.
  const query = scope.hasTargetSets ? rowAsSelect(converted[0]!, output, state) : rowsAsValues(converted, output);
  const values = new Map<number, BoundExpr>();
  given.forEach((c, i) => {
    const slot = slots[c]!;
    assignSlot(values, target, slot, variable(sourceRel, i, slot.type, slot.typmod));
  });
  return { query, values };
}

function rowsAsValues(rows: readonly (readonly BoundExpr[])[], columns: readonly OutputColumn[]): BoundValues {
  return { kind: 'values', ctes: [], columns, rows, order: [], limit: null, withTies: false, offset: null };
}

function rowAsSelect(
  targets: readonly BoundExpr[],
  columns: readonly OutputColumn[],
  state: StatementState,
  from: BoundSelect['from'] = [],
): BoundSelect {
  return plainSelect({ id: state.nextSelect(), columns, from, targets });
}

function bindQuerySource(
  source: SelectStatement,
  statement: InsertStatement,
  target: ModificationTarget,
  slots: readonly InsertSlot[],
  sourceRel: number,
  scope: Scope,
): Source {
  const { state } = scope;
  const query = state.binder.query(source, scope, { keepUnknown: true });
  const expr = (i: number): BoundExpr => {
    const column = query.columns[i]!;
    const written = query.kind === 'select' ? query.targets[i] : undefined;
    // Untyped literals take the column's type; they are constants, so they need not come from the source.
    if (column.type === unknownOid && written) return written;
    return {
      ...variable(sourceRel, i, column.type, column.typmod),
      location: written?.location ?? columnLocation(query, i),
    };
  };
  const width = query.columns.length;
  checkWidth(width, () => expr(slots.length).location, statement.columns, slots);
  const values = new Map<number, BoundExpr>();
  for (let i = 0; i < width; i++) assignSlot(values, target, slots[i]!, slots[i]!.assign(expr(i)));
  for (let i = 0; i < width; i++) checkOverride(target, slots[i]!, statement.overriding);
  return { query: withoutUnknowns(query, state), values };
}

/** Columns still untyped are constants that `values` has taken over; text is as good as any type for them. */
function withoutUnknowns(query: BoundQuery, state: StatementState): BoundQuery {
  if (query.kind !== 'select' || !query.columns.some((column) => column.type === unknownOid)) return query;
  const text = state.context.types.byName('text')!.oid;
  const retype = (expr: BoundExpr): BoundExpr => (expr.type === unknownOid ? { ...expr, type: text } : expr);
  return {
    ...query,
    columns: query.columns.map((column) => (column.type === unknownOid ? { ...column, type: text } : column)),
    targets: query.targets.map(retype),
  };
}

/** A value for every attribute. With generated columns the others are computed first, in a query of their own. */
function complete(
  source: Source,
  target: ModificationTarget,
  sourceRel: number,
  scope: Scope,
): { readonly query: BoundQuery | null; readonly values: readonly BoundExpr[] } {
  const { table } = target;
  const values = baseValues(source.values, target, scope);
  if (!table.columns.some((column) => column.generated && !column.dropped)) return { query: source.query, values };
  const columns = table.columns.map(({ name, type, typmod }) => ({ name, type, typmod }));
  const { state } = scope;
  const innerRel = state.nextRel();
  const from: BoundSelect['from'] = source.query
    ? [
        {
          kind: 'subquery',
          rel: innerRel,
          alias: '*SELECT*',
          columns: source.query.columns,
          query: source.query,
          lateral: false,
          view: null,
        },
      ]
    : [];
  const targets = values.map((value) => mapExprWith(value, { rel: (rel) => (rel === sourceRel ? innerRel : rel) }));
  const computed = rowAsSelect(targets, columns, state, from);
  const own = (position: number) => {
    const { type, typmod } = table.columns[position]!;
    return variable(sourceRel, position, type, typmod);
  };
  return {
    query: computed,
    values: table.columns.map((column, position) =>
      column.generated && !column.dropped ? generatedValue(column.generated, table, scope, own) : own(position),
    ),
  };
}
