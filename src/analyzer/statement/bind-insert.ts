/** INSERT: the source's columns to the table's, defaults in the gaps, generated columns last. */
import type { TableDescriptor } from '../../catalog/descriptors.ts';
import type { BoundExpr, BoundInsert, BoundQuery, BoundSelect, BoundValues, OutputColumn } from '../../catalog/tree.ts';
import { mapExprWith } from '../../catalog/tree-walk.ts';
import { sqlError } from '../../errors/index.ts';
import type { Expression, InsertStatement, SelectStatement, ValuesList } from '../../parser/ast/index.ts';
import { bindList } from '../expression/bind-row.ts';
import { constant, variable } from '../expression/make-nodes.ts';
import { unknownOid } from '../oids.ts';
import { Scope } from '../scope.ts';
import type { StatementState } from '../state.ts';
import { makeTableItem, resolveTarget } from '../tableref/bind-relation.ts';
import { assignTo, targetColumn } from './assign.ts';
import { columnLocation } from './bind-set-operation.ts';
import { bindWith } from './bind-with.ts';
import { defaultValue, generatedValue } from './defaults.ts';
import { assignToField, type FieldTarget, fieldTarget, withField } from './field-assignment.ts';
import { bindOnConflict } from './on-conflict.ts';
import { bindReturning } from './returning.ts';

/** The source and, per attribute of the table, where its value comes from; undefined: the default. */
interface Source {
  readonly query: BoundQuery | null;
  readonly values: ReadonlyMap<number, BoundExpr>;
}

export function bindInsert(statement: InsertStatement, state: StatementState, parent: Scope | null): BoundInsert {
  const scope = new Scope(state, parent);
  const ctes = bindWith(statement.with, scope);
  const table = resolveTarget(scope, statement.table, 'INSERT');
  const alias =
    statement.alias === null ? null : { name: statement.alias, columns: [], location: statement.table.location };
  const { from: target, item } = makeTableItem(table, alias, scope);
  const columns = targetColumns(statement, table);
  const sourceRel = state.nextRel();
  let source = bindSource(statement, table, columns, sourceRel, scope);
  source = overridden(source, statement, table, columns);
  const { query, values } = complete(source, table, sourceRel, scope);
  const onConflict = statement.onConflict ? bindOnConflict(statement.onConflict, table, item, scope) : null;
  scope.namespace = [item];
  const returning = bindReturning(statement.returning, scope);
  return {
    kind: 'insert',
    ctes: ctes.finish(),
    table: table.oid,
    rel: item.rel,
    alias: target.alias,
    source: query,
    sourceRel,
    values,
    onConflict,
    returning,
  };
}

/** Positions of the columns that get the source's columns, in order. */
function targetColumns(statement: InsertStatement, table: TableDescriptor): readonly number[] {
  if (statement.columns.length === 0) {
    return table.columns.flatMap((column, position) => (column.dropped ? [] : [position]));
  }
  const positions: number[] = [];
  for (const column of statement.columns) {
    const position = targetColumn(table, column, 'INSERT');
    const fields = column.indirection.length > 0;
    const clash = positions.indexOf(position);
    // Several fields of one column may be given.
    if (clash >= 0 && !(fields && statement.columns[clash]!.indirection.length > 0)) {
      throw sqlError('duplicate_column', `column "${column.name}" specified more than once`, {
        location: column.location,
      });
    }
    positions.push(position);
  }
  return positions;
}

/** The field that the source's column `c` goes to; null: the whole column. */
function fieldOfTarget(
  statement: InsertStatement,
  table: TableDescriptor,
  columns: readonly number[],
  c: number,
  state: StatementState,
): FieldTarget | null {
  const target = statement.columns[c];
  return target === undefined ? null : fieldTarget(target, table.columns[columns[c]!]!, state);
}

function bindSource(
  statement: InsertStatement,
  table: TableDescriptor,
  columns: readonly number[],
  sourceRel: number,
  scope: Scope,
): Source {
  if (statement.source === null) return { query: null, values: new Map() };
  const plain = plainValues(statement.source);
  if (plain) return bindValuesSource(plain, statement, table, columns, sourceRel, scope);
  return bindQuerySource(statement.source, statement, table, columns, sourceRel, scope);
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

function checkWidth(width: number, extra: () => number, statement: InsertStatement, columns: readonly number[]): void {
  if (width > columns.length) {
    throw sqlError('syntax_error', 'INSERT has more expressions than target columns', { location: extra() });
  }
  if (statement.columns.length > 0 && width < columns.length) {
    throw sqlError('syntax_error', 'INSERT has more target columns than expressions', {
      location: statement.columns[width]!.location,
    });
  }
}

function bindValuesSource(
  list: ValuesList,
  statement: InsertStatement,
  table: TableDescriptor,
  columns: readonly number[],
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
  checkWidth(first.length, () => first[columns.length]!.location, statement, columns);
  for (const row of rows) {
    row.forEach(({ value }, c) => {
      if (value === null && (statement.columns[c]?.indirection.length ?? 0) > 0) {
        throw sqlError('feature_not_supported', 'cannot set a subfield to DEFAULT', {
          location: statement.columns[c]!.location,
        });
      }
    });
  }
  // A column that is DEFAULT in every row is as good as not given.
  const given: number[] = [];
  for (let c = 0; c < first.length; c++) if (rows.some((row) => row[c]!.value !== null)) given.push(c);
  for (const c of given) checkOverride(table, columns[c]!, statement);
  const converted = rows.map((row) =>
    given.map((c) => {
      const position = columns[c]!;
      const value = row[c]!.value;
      const field = fieldOfTarget(statement, table, columns, c, state);
      if (field !== null) {
        return assignToField(field, value!, state);
      }
      return value === null ? defaultValue(table, position, scope) : assignTo(table.columns[position]!, value, state);
    }),
  );
  const output = given.map((c) => {
    const { type, typmod } = fieldOfTarget(statement, table, columns, c, state) ?? table.columns[columns[c]!]!;
    return { name: `column${c + 1}`, type, typmod };
  });
  // One row with a set-returning function makes as many rows as the function, as a select list does.
  const query = scope.hasTargetSets ? rowAsSelect(converted[0]!, output, state) : rowsAsValues(converted, output);
  const values = new Map<number, BoundExpr>();
  given.forEach((c, i) => {
    const field = fieldOfTarget(statement, table, columns, c, state);
    const { type, typmod } = field ?? table.columns[columns[c]!]!;
    const value = variable(sourceRel, i, type, typmod);
    const position = columns[c]!;
    values.set(position, field === null ? value : withField(values.get(position) ?? null, field, value, state));
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
  return {
    kind: 'select',
    id: state.nextSelect(),
    ctes: [],
    columns,
    from,
    where: null,
    groupBy: [],
    groupingSets: null,
    aggregated: false,
    having: null,
    windows: [],
    targets,
    distinctOn: null,
    order: [],
    limit: null,
    withTies: false,
    offset: null,
    locking: [],
  };
}

/** `value: null` stands for DEFAULT. */
function bindRowWithDefaults(
  row: readonly Expression[],
  scope: Scope,
): readonly { readonly value: BoundExpr | null; readonly location: number }[] {
  return row.flatMap((expr): readonly { value: BoundExpr | null; location: number }[] => {
    if (expr.kind === 'default') return [{ value: null, location: expr.location }];
    return bindList([expr], scope).map((value) => ({ value, location: value.location }));
  });
}

function checkOverride(table: TableDescriptor, position: number, statement: InsertStatement): void {
  const column = table.columns[position]!;
  if (column.generated) {
    throw sqlError('generated_always', `cannot insert a non-DEFAULT value into column "${column.name}"`, {
      detail: `Column "${column.name}" is a generated column.`,
    });
  }
  if (column.identity === 'always' && statement.overriding === null) {
    throw sqlError('generated_always', `cannot insert a non-DEFAULT value into column "${column.name}"`, {
      detail: `Column "${column.name}" is an identity column defined as GENERATED ALWAYS.`,
      hint: 'Use OVERRIDING SYSTEM VALUE to override.',
    });
  }
}

function bindQuerySource(
  source: SelectStatement,
  statement: InsertStatement,
  table: TableDescriptor,
  columns: readonly number[],
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
  checkWidth(width, () => expr(columns.length).location, statement, columns);
  const values = new Map<number, BoundExpr>();
  for (let i = 0; i < width; i++) {
    checkOverride(table, columns[i]!, statement);
    const position = columns[i]!;
    const field = fieldOfTarget(statement, table, columns, i, state);
    const value =
      field === null
        ? assignTo(table.columns[position]!, expr(i), state)
        : withField(values.get(position) ?? null, field, assignToField(field, expr(i), state), state);
    values.set(position, value);
  }
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

/** OVERRIDING USER VALUE: what was given for identity columns is not used. */
function overridden(
  source: Source,
  statement: InsertStatement,
  table: TableDescriptor,
  columns: readonly number[],
): Source {
  if (statement.overriding !== 'user') return source;
  const values = new Map(source.values);
  for (const position of columns) if (table.columns[position]!.identity) values.delete(position);
  return { query: source.query, values };
}

/** A value for every attribute. With generated columns the others are computed first, in a query of their own. */
function complete(
  source: Source,
  table: TableDescriptor,
  sourceRel: number,
  scope: Scope,
): { readonly query: BoundQuery | null; readonly values: readonly BoundExpr[] } {
  const values = table.columns.map((column, position): BoundExpr => {
    if (column.dropped || column.generated) return constant(column.type, null, -1, column.typmod);
    return source.values.get(position) ?? defaultValue(table, position, scope);
  });
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
      column.generated && !column.dropped ? generatedValue(column.generated, scope, own) : own(position),
    ),
  };
}
