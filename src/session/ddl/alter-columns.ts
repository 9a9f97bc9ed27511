/** ALTER TABLE actions on columns, apart from their types. */
import type {
  BoundExpr,
  ColumnDescriptor,
  KeyConstraint,
  SequenceDescriptor,
  TableDescriptor,
} from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { ColumnDefinition, Expression, SequenceOption } from '../../parser/ast/index.ts';
import type { Datum } from '../../types/type-def.ts';
import { type ColumnDraft, checkColumnType, checkSystemColumnName, draftColumn } from './column-definition.ts';
import { setColumnExpressions, setDefault } from './column-expressions.ts';
import { addColumnSequences } from './column-sequences.ts';
import { addConstraints, withNotNull } from './constraints.ts';
import type { DdlContext } from './context.ts';
import { dropNodes, removeDefault, removeRelation } from './drop.ts';
import { lockReferenced } from './foreign-keys.ts';
import { select } from './queries.ts';
import { columnPosition, requireColumn, systemColumns, undefinedColumn, unlocated } from './resolve.ts';
import { rewriteTable } from './rewrite-table.ts';
import { alterSequence, checkIdentityType, createColumnSequence, ownedSequences } from './sequences.ts';
import { addToRows } from './user-types/change-attributes.ts';
import { columnsOfType } from './user-types/common.ts';

function putColumn(table: TableDescriptor, at: number, column: ColumnDescriptor, context: DdlContext): void {
  context.transaction.put({ ...table, columns: table.columns.with(at, column) });
}

// ---- ADD COLUMN ----

export function addColumn(
  table: TableDescriptor,
  definition: ColumnDefinition,
  ifNotExists: boolean,
  context: DdlContext,
): void {
  const { name } = definition;
  if (columnPosition(table, name) >= 0) {
    const message = `column "${name}" of relation "${table.name}" already exists`;
    if (!ifNotExists) throw sqlError('duplicate_column', message);
    context.notice({ severity: 'NOTICE', code: '42701', message: `${message}, skipping` });
    return;
  }
  const draft = draftColumn(definition, table.name, context);
  checkSystemColumnName(name);
  if (table.columns.length >= 1600) throw sqlError('too_many_columns', 'tables can have at most 1600 columns');
  if (definition.type.setof) throw sqlError('invalid_table_definition', `column "${name}" cannot be declared SETOF`);
  checkColumnType(name, draft.column.type, context);

  lockReferenced(draft.constraints, context);
  const at = table.columns.length;
  // NOT NULL waits: whether rows have a value is known once the default is.
  const added = { ...draft.column, notNull: false };
  context.transaction.put({ ...table, columns: [...table.columns, added] });
  addColumnSequences(table.oid, [draft], context);
  unlocated(() => setColumnExpressions(table.oid, [draft], at, context));
  fillColumn(table, at, draft, context);
  addConstraints(table.oid, draft.constraints, true, context);
  const after = context.transaction.catalog.table(table.oid)!;
  if (context.transaction.catalog.typeDependents(table.rowType).length > 0) {
    addToRows(after, after.columns[at]!, () => {}, context);
  }
}

/** Rows of the table that are values of columns would not get the value. */
export function checkRowTypeUnused(table: TableDescriptor, context: DdlContext): void {
  const user = columnsOfType(table.rowType, context)[0];
  if (user === undefined || !('columns' in user.relation)) return;
  const column = user.relation.columns[user.column]!.name;
  throw sqlError(
    'feature_not_supported',
    `cannot alter table "${table.name}" because column "${user.relation.name}.${column}" uses its row type`,
  );
}

/** Gives the rows that are there the column's value: one for all, kept beside the table, or one each, which rewrites it. */
function fillColumn(before: TableDescriptor, at: number, draft: ColumnDraft, context: DdlContext): void {
  const { transaction, analyzer } = context;
  const bound = transaction.catalog.table(before.oid)!;
  const column = bound.columns[at]!;
  const value =
    column.generated ??
    column.defaultExpr ??
    identityValue(bound, at, context) ??
    domainValue(column, context.storage.isEmpty(before), context);
  if (value !== null) checkRowTypeUnused(bound, context);
  const each = value !== null && (column.generated !== null || analyzer.volatility(value) === 'volatile');
  if (each) {
    const values = before.columns.map(() => null);
    // The old rows are read through the table as it was; the bound expression is over its columns.
    transaction.put(before);
    const after = { ...bound, columns: bound.columns.with(at, { ...column, notNull: draft.column.notNull }) };
    rewriteTable(before, after, [...values, value], context);
    return;
  }
  // A value that its domain refuses does not matter where there is no row.
  const unused = context.transaction.catalog.ownType(column.type) !== undefined && context.storage.isEmpty(before);
  const missing = value === null || unused ? null : onlyValue(value, context);
  const filled = { ...bound, columns: bound.columns.with(at, { ...column, missing }) };
  transaction.put(filled);
  context.storage.addColumn(filled);
  if (!draft.column.notNull) return;
  transaction.put(withNotNull(filled, [at], missing === null, context));
}

/** Rows that are there when an identity column comes are numbered. */
function identityValue(table: TableDescriptor, at: number, context: DdlContext): ColumnDescriptor['defaultExpr'] {
  if (table.columns[at]!.identity === null) return null;
  const sequence = ownedSequences(table.oid, at, context).find((owned) => owned.ownedBy?.identity);
  return sequence === undefined ? null : context.analyzer.nextval(sequence.oid, table.columns[at]!.type);
}

/** What a column of a domain has in the rows that are there: the domain's default, or null, which may be none of its values. */
function domainValue(column: ColumnDescriptor, empty: boolean, context: DdlContext): ColumnDescriptor['defaultExpr'] {
  const { catalog } = context.transaction;
  const domain = catalog.ownType(column.type);
  if (empty || domain?.kind !== 'domain') return null;
  let expr: BoundExpr = { kind: 'const', value: null, type: domain.base, typmod: domain.typmod, location: -1 };
  for (let below = catalog.ownType(column.type); below?.kind === 'domain'; below = catalog.ownType(below.base)) {
    if (below.defaultExpr === null) continue;
    expr = below.defaultExpr;
    break;
  }
  return context.analyzer.converted(expr, column.type, -1);
}

function onlyValue(value: NonNullable<ColumnDescriptor['defaultExpr']>, context: DdlContext): Datum {
  for (const row of context.run(select([], [value], null))) return row[0]!;
  return null;
}

// ---- DROP COLUMN ----

export function dropColumn(
  table: TableDescriptor,
  name: string,
  ifExists: boolean,
  cascade: boolean,
  context: DdlContext,
): void {
  const at = columnPosition(table, name);
  if (at < 0) {
    if (systemColumns.has(name)) throw sqlError('feature_not_supported', `cannot drop system column "${name}"`);
    if (!ifExists) throw undefinedColumn(table.name, name);
    const message = `column "${name}" of relation "${table.name}" does not exist, skipping`;
    context.notice({ severity: 'NOTICE', code: '00000', message });
    return;
  }
  dropNodes([{ kind: 'column', oid: table.oid, column: at }], cascade, context);
}

// ---- DEFAULT, NOT NULL ----

export function setColumnDefault(
  table: TableDescriptor,
  name: string,
  value: Expression | null,
  context: DdlContext,
): void {
  const at = alterableColumn(table, name);
  const column = table.columns[at]!;
  const of = `column "${name}" of relation "${table.name}"`;
  if (column.identity !== null) {
    throw sqlError('syntax_error', `${of} is an identity column`, {
      hint: value === null ? 'Use ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY instead.' : undefined,
    });
  }
  if (column.generated !== null) {
    throw sqlError('syntax_error', `${of} is a generated column`, {
      hint: value === null ? 'Use ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION instead.' : undefined,
    });
  }
  if (value === null) removeDefault(table.oid, at, context);
  else unlocated(() => setDefault(table.oid, at, value, context));
}

/** Position of a column; system columns may not be altered. */
export function alterableColumn(table: TableDescriptor, name: string): number {
  if (systemColumns.has(name)) throw sqlError('feature_not_supported', `cannot alter system column "${name}"`);
  return requireColumn(table, name);
}

export function setNotNull(table: TableDescriptor, name: string, context: DdlContext): void {
  const at = alterableColumn(table, name);
  context.transaction.put(withNotNull(table, [at], true, context));
}

export function dropNotNull(table: TableDescriptor, name: string, context: DdlContext): void {
  const at = alterableColumn(table, name);
  const column = table.columns[at]!;
  if (column.identity !== null) {
    throw sqlError('syntax_error', `column "${name}" of relation "${table.name}" is an identity column`);
  }
  const key = table.constraints.find((c): c is KeyConstraint => c.kind === 'primaryKey' && c.columns.includes(at));
  if (key !== undefined) throw sqlError('invalid_table_definition', `column "${name}" is in a primary key`);
  if (column.notNull) putColumn(table, at, { ...column, notNull: false }, context);
}

// ---- identity ----

export function addIdentity(
  table: TableDescriptor,
  name: string,
  always: boolean,
  options: readonly SequenceOption[],
  context: DdlContext,
): void {
  const at = alterableColumn(table, name);
  const column = table.columns[at]!;
  checkIdentityType(column.type);
  const of = `column "${name}" of relation "${table.name}"`;
  const refuse = (message: string): Error => sqlError('object_not_in_prerequisite_state', `${of} ${message}`);
  if (!column.notNull) throw refuse('must be declared NOT NULL before identity can be added');
  if (column.identity !== null) throw refuse('is already an identity column');
  if (column.defaultExpr !== null || column.generated !== null) throw refuse('already has a default value');
  const sequence = createColumnSequence(table, column, options, true, context);
  const owned: SequenceDescriptor = { ...sequence, ownedBy: { table: table.oid, column: at, identity: true } };
  context.transaction.put(owned);
  putColumn(table, at, { ...column, identity: always ? 'always' : 'default' }, context);
}

function notIdentity(table: TableDescriptor, name: string): string {
  return `column "${name}" of relation "${table.name}" is not an identity column`;
}

export function setIdentity(
  table: TableDescriptor,
  name: string,
  always: boolean | null,
  options: readonly SequenceOption[],
  context: DdlContext,
): void {
  const at = alterableColumn(table, name);
  const column = table.columns[at]!;
  if (column.identity === null) throw sqlError('object_not_in_prerequisite_state', notIdentity(table, name));
  if (always !== null) putColumn(table, at, { ...column, identity: always ? 'always' : 'default' }, context);
  if (options.length === 0) return;
  for (const sequence of ownedSequences(table.oid, at, context)) {
    if (sequence.ownedBy?.identity) alterSequence(sequence, options, column.type, context);
  }
}

export function dropIdentity(table: TableDescriptor, name: string, ifExists: boolean, context: DdlContext): void {
  const at = alterableColumn(table, name);
  const column = table.columns[at]!;
  if (column.identity === null) {
    if (!ifExists) throw sqlError('object_not_in_prerequisite_state', notIdentity(table, name));
    context.notice({ severity: 'NOTICE', code: '00000', message: `${notIdentity(table, name)}, skipping` });
    return;
  }
  putColumn(table, at, { ...column, identity: null }, context);
  for (const sequence of ownedSequences(table.oid, at, context)) {
    if (sequence.ownedBy?.identity) removeRelation(sequence.oid, context);
  }
}

export function dropExpression(table: TableDescriptor, name: string, ifExists: boolean, context: DdlContext): void {
  const at = alterableColumn(table, name);
  const column = table.columns[at]!;
  if (column.generated === null) {
    const message = `column "${name}" of relation "${table.name}" is not a stored generated column`;
    if (!ifExists) throw sqlError('object_not_in_prerequisite_state', message);
    context.notice({ severity: 'NOTICE', code: '00000', message: `${message}, skipping` });
    return;
  }
  const { defaultOid: _, ...rest } = column;
  putColumn(table, at, { ...rest, generated: null }, context);
}
