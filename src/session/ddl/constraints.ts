/** Constraints as written become constraints of a table: CHECK, PRIMARY KEY, UNIQUE. FOREIGN KEY is in foreign-keys.ts. */
import {
  type BoundExpr,
  type CheckConstraint,
  type ConstraintDescriptor,
  columnsIn,
  type IndexDescriptor,
  type KeyConstraint,
  systemColumnName,
  type TableDescriptor,
  walkTree,
} from '../../catalog/index.ts';
import { sqlError, unsupported } from '../../errors/index.ts';
import type { TableConstraint } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import type { DdlContext } from './context.ts';
import { addForeignKey, lockReferenced } from './foreign-keys.ts';
import { buildIndex, defaultNullsFirst, installIndex, orderOf, requireOrder } from './indexes.ts';
import { chooseConstraintName, chooseRelationName, columnsPart } from './names.ts';
import { and, columnVar, isFalse, isNull, select, tableRef } from './queries.ts';
import { columnPosition, constraintExists, constraintNamed, schemaOf, systemColumns, unlocated } from './resolve.ts';
import { storageOptions } from './storage-options.ts';

type KeyClause = Extract<TableConstraint['constraint'], { kind: 'primaryKey' | 'unique' }>;

/**
 * Adds constraints in PostgreSQL's order: checks, then the primary key, then unique keys, then foreign keys. `filled` says that
 * the table may have rows, which are checked.
 */
export function addConstraints(
  tableOid: Oid,
  written: readonly TableConstraint[],
  filled: boolean,
  context: DdlContext,
): void {
  lockReferenced(written, context);
  const table = (): TableDescriptor => context.transaction.catalog.table(tableOid)!;
  const keys = mergeKeys(written, table());
  for (const constraint of written) {
    if (constraint.constraint.kind === 'exclude') throw unsupported('EXCLUDE constraint', constraint.location);
    if (constraint.constraint.kind === 'check') addCheck(table(), constraint, filled, context);
  }
  for (const constraint of keys) addKey(table(), constraint, filled, context);
  for (const constraint of written) {
    if (constraint.constraint.kind === 'foreignKey') addForeignKey(table(), constraint, filled, context);
  }
}

function withConstraint(table: TableDescriptor, constraint: ConstraintDescriptor): TableDescriptor {
  return { ...table, constraints: [...table.constraints, constraint] };
}

// ---- CHECK ----

function addCheck(table: TableDescriptor, written: TableConstraint, filled: boolean, context: DdlContext): void {
  const clause = written.constraint;
  if (clause.kind !== 'check') return;
  const bind = (): BoundExpr => {
    const bound = context.analyzer.condition(clause.expression, 'check', table);
    checkSystemColumns(bound);
    return bound;
  };
  const expression = filled ? unlocated(bind) : bind();
  const columns = [...columnsIn(expression)].filter((column) => column >= 0).sort((a, b) => a - b);
  let { name } = written;
  if (name !== null) {
    const other = constraintNamed(table, name);
    if (other !== undefined) {
      throw sqlError(
        'duplicate_object',
        filled || other.kind !== 'check'
          ? `constraint "${name}" for relation "${table.name}" already exists`
          : `check constraint "${name}" already exists`,
      );
    }
  } else {
    const column = columns.length === 1 ? table.columns[columns[0]!]!.name : null;
    name = chooseConstraintName(context.transaction.catalog, table.schema, table.name, column, 'check', new Set());
  }
  const check: CheckConstraint = {
    kind: 'check',
    oid: context.transaction.allocateOid(),
    name,
    expression,
    columns,
    validated: !written.notValid,
    noInherit: clause.noInherit,
  };
  if (filled && !written.notValid) verifyCheck(table, check, context);
  context.transaction.put(withConstraint(table, check));
}

/** Of a row's system columns only tableoid stays what it was when the row was checked. */
function checkSystemColumns(expression: BoundExpr): void {
  walkTree(expression, (node) => {
    if (node.kind !== 'var' || node.column >= 0) return;
    const name = systemColumnName(node.column);
    if (name === 'tableoid') return;
    throw sqlError('invalid_column_reference', `system column "${name}" reference in check constraint is invalid`, {
      location: node.location,
    });
  });
}

export function verifyCheck(table: TableDescriptor, check: CheckConstraint, context: DdlContext): void {
  const violating = select([tableRef(table, 0)], [], isFalse(check.expression), 1);
  for (const _ of context.run(violating)) {
    throw sqlError(
      'check_violation',
      `check constraint "${check.name}" of relation "${table.name}" is violated by some row`,
      { schema: schemaOf(table, context), table: table.name, constraint: check.name },
    );
  }
}

// ---- PRIMARY KEY, UNIQUE ----

interface KeyToAdd {
  readonly written: TableConstraint;
  readonly clause: KeyClause;
  readonly name: string | null;
}

/** The primary key first; a UNIQUE that says the same as a key before it is not made twice. */
function mergeKeys(written: readonly TableConstraint[], table: TableDescriptor): KeyToAdd[] {
  const keys: KeyToAdd[] = [];
  let primary: KeyToAdd | null = null;
  for (const constraint of written) {
    const clause = constraint.constraint;
    if (clause.kind !== 'primaryKey' && clause.kind !== 'unique') continue;
    const key = { written: constraint, clause, name: constraint.name };
    if (clause.kind === 'primaryKey') {
      if (primary !== null || table.constraints.some((c) => c.kind === 'primaryKey')) {
        throw sqlError('invalid_table_definition', `multiple primary keys for table "${table.name}" are not allowed`, {
          location: primary === null ? undefined : constraint.location,
        });
      }
      primary = key;
    } else keys.push(key);
  }
  const merged: KeyToAdd[] = primary === null ? [] : [primary];
  for (const key of keys) {
    const at = merged.findIndex((other) => sameKey(other.clause, key.clause) && sameTiming(other.written, key.written));
    if (at < 0) merged.push(key);
    else if (merged[at]!.name === null) merged[at] = { ...merged[at]!, name: key.name };
  }
  return merged;
}

function sameTiming(a: TableConstraint, b: TableConstraint): boolean {
  return a.deferrable === b.deferrable && a.initiallyDeferred === b.initiallyDeferred;
}

function sameKey(a: KeyClause, b: KeyClause): boolean {
  const same = (x: readonly string[], y: readonly string[]): boolean =>
    x.length === y.length && x.every((name, i) => name === y[i]);
  const distinct = (clause: KeyClause): boolean => clause.kind === 'unique' && clause.nullsNotDistinct;
  return (
    a.usingIndex === null &&
    b.usingIndex === null &&
    same(a.columns, b.columns) &&
    same(a.include, b.include) &&
    distinct(a) === distinct(b)
  );
}

function keyColumns(names: readonly string[], table: TableDescriptor, key: KeyToAdd, listed: string): number[] {
  const { location } = key.written;
  const columns: number[] = [];
  for (const name of names) {
    const column = columnPosition(table, name);
    if (column < 0) {
      const what = systemColumns.has(name) ? 'is a system column' : 'does not exist';
      if (systemColumns.has(name)) {
        throw sqlError('feature_not_supported', 'index creation on system columns is not supported', { location });
      }
      throw sqlError('undefined_column', `column "${name}" named in key ${what}`, { location });
    }
    if (columns.includes(column)) {
      throw sqlError('duplicate_column', `column "${name}" appears twice in ${listed} constraint`, { location });
    }
    columns.push(column);
  }
  return columns;
}

function addKey(table: TableDescriptor, key: KeyToAdd, filled: boolean, context: DdlContext): void {
  const { clause } = key;
  const primary = clause.kind === 'primaryKey';
  if (clause.usingIndex !== null) {
    addKeyFromIndex(table, key, context);
    return;
  }
  const columns = keyColumns(clause.columns, table, key, primary ? 'primary key' : 'unique');
  const include = clause.include.map((name) => {
    const column = columnPosition(table, name);
    if (column < 0)
      throw sqlError('undefined_column', `column "${name}" named in key does not exist`, {
        location: key.written.location,
      });
    return column;
  });
  const options = storageOptions(clause.options, 'index');
  const keyed = primary ? withNotNull(table, columns, filled, context) : table;
  const names = [...columns, ...include].map((column) => table.columns[column]!.name);
  const { catalog } = context.transaction;
  const name =
    key.name ??
    (primary
      ? chooseRelationName(catalog, table.schema, table.name, null, 'pkey', true)
      : chooseRelationName(catalog, table.schema, table.name, columnsPart(names), 'key', true));
  checkKeyName(table, name, key.name !== null, context);
  for (const column of columns) requireOrder(table.columns[column]!.type, 'btree', context);
  const indexOid = context.transaction.allocateOid();
  const constraint: KeyConstraint = {
    kind: clause.kind,
    oid: context.transaction.allocateOid(),
    name,
    columns,
    index: indexOid,
    deferrable: key.written.deferrable,
    initiallyDeferred: key.written.initiallyDeferred,
  };
  const index: IndexDescriptor = {
    kind: 'index',
    oid: indexOid,
    name,
    schema: table.schema,
    owner: table.owner,
    comment: null,
    table: table.oid,
    method: 'btree',
    unique: true,
    nullsNotDistinct: clause.kind === 'unique' && clause.nullsNotDistinct,
    primary,
    keys: columns.map((column) => ({
      column,
      expression: null,
      type: table.columns[column]!.type,
      descending: false,
      nullsFirst: defaultNullsFirst('asc'),
      ...orderOf(table.columns[column]!.type, table.columns[column]!.collation, context),
    })),
    include,
    predicate: null,
    constraint: constraint.oid,
    ...(constraint.deferrable ? { deferrable: true } : {}),
    ...(options.length > 0 ? { options } : {}),
  };
  context.transaction.put(withConstraint(keyed, constraint));
  installIndex(index, context);
}

function checkKeyName(table: TableDescriptor, name: string, written: boolean, context: DdlContext): void {
  if (context.transaction.catalog.relationByName(table.schema, name) !== undefined) {
    throw sqlError('duplicate_table', `relation "${name}" already exists`);
  }
  if (written && constraintExists(table, name)) {
    throw sqlError('duplicate_object', `constraint "${name}" for relation "${table.name}" already exists`);
  }
}

/** The table with NOT NULL columns; stored rows are checked, and other sessions' plans learn of it by the new descriptor. */
export function withNotNull(
  table: TableDescriptor,
  columns: readonly number[],
  filled: boolean,
  context: DdlContext,
): TableDescriptor {
  const newly = columns.filter((column) => !table.columns[column]!.notNull);
  if (filled && newly.length > 0) verifyNotNull(table, newly, context);
  return {
    ...table,
    columns: table.columns.map((column, i) => (newly.includes(i) ? { ...column, notNull: true } : column)),
  };
}

function verifyNotNull(table: TableDescriptor, columns: readonly number[], context: DdlContext): void {
  for (const column of columns) {
    const nulls = select([tableRef(table, 0)], [], and([isNull(columnVar(table, column))]), 1);
    for (const _ of context.run(nulls)) {
      const { name } = table.columns[column]!;
      throw sqlError('not_null_violation', `column "${name}" of relation "${table.name}" contains null values`, {
        schema: schemaOf(table, context),
        table: table.name,
        column: name,
      });
    }
  }
}

// ---- ADD CONSTRAINT ... USING INDEX ----

function addKeyFromIndex(table: TableDescriptor, key: KeyToAdd, context: DdlContext): void {
  const { clause, written } = key;
  const { location } = written;
  const { catalog } = context.transaction;
  const indexName = clause.usingIndex!;
  const index = catalog.relationByName(table.schema, indexName);
  if (index === undefined) {
    throw sqlError('undefined_object', `index "${indexName}" does not exist`, { location });
  }
  if (index.kind !== 'index' || index.table !== table.oid) {
    throw sqlError(
      'object_not_in_prerequisite_state',
      `index "${indexName}" does not belong to table "${table.name}"`,
      {
        location,
      },
    );
  }
  if (index.constraint !== null) {
    throw sqlError('object_not_in_prerequisite_state', `index "${indexName}" is already associated with a constraint`, {
      location,
    });
  }
  const refused = (message: string): Error =>
    sqlError('wrong_object_type', message, {
      detail: 'Cannot create a primary key or unique constraint using such an index.',
      location,
    });
  if (!index.unique) throw refused(`"${indexName}" is not a unique index`);
  if (index.keys.some((k) => k.expression !== null)) throw refused(`index "${indexName}" contains expressions`);
  if (index.predicate !== null) throw refused(`"${indexName}" is a partial index`);
  if (index.keys.some((k) => k.descending || k.nullsFirst)) {
    throw refused(
      `index "${indexName}" column number ${index.keys.findIndex((k) => k.descending || k.nullsFirst) + 1} does not have default sorting behavior`,
    );
  }
  const columns = index.keys.map((k) => k.column!);
  const primary = clause.kind === 'primaryKey';
  const keyed = primary ? withNotNull(table, columns, true, context) : table;
  const name = key.name ?? indexName;
  if (name !== indexName) {
    context.notice({
      severity: 'NOTICE',
      code: '00000',
      message: `ALTER TABLE / ADD CONSTRAINT USING INDEX will rename index "${indexName}" to "${name}"`,
    });
    checkKeyName(table, name, true, context);
  }
  const constraint: KeyConstraint = {
    kind: clause.kind,
    oid: context.transaction.allocateOid(),
    name,
    columns,
    index: index.oid,
    deferrable: key.written.deferrable,
    initiallyDeferred: key.written.initiallyDeferred,
  };
  context.transaction.put(withConstraint(keyed, constraint));
  const renewed = { ...index, name, primary, constraint: constraint.oid };
  if (!constraint.deferrable) {
    context.transaction.put(renewed);
    return;
  }
  // The stored index has to know that it may hold a key twice: it is made anew.
  const changed = { ...renewed, deferrable: true };
  context.transaction.put(changed);
  const after = context.transaction.catalog.table(table.oid)!;
  context.storage.dropIndex(index, after);
  buildIndex(changed, after, context);
}
