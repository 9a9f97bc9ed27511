/** FOREIGN KEY: the columns on both sides, the unique index behind it, and the check of rows that are already there. */
import type {
  ForeignKeyConstraint,
  IndexDescriptor,
  KeyConstraint,
  ReferentialActionKind,
  TableDescriptor,
} from '../../catalog/index.ts';
import { REFERENCES } from '../../catalog/privileges/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { ReferentialAction, TableConstraint } from '../../parser/ast/index.ts';
import type { Datum, Oid } from '../../types/type-def.ts';
import type { DdlContext } from './context.ts';
import { chooseConstraintName, columnsPart } from './names.ts';
import { requireOnColumns } from './privileges/authorize.ts';
import { and, boolOid, columnVar, isNull, not, select, tableRef } from './queries.ts';
import {
  columnPosition,
  constraintExists,
  findRelation,
  requireRelation,
  schemaOf,
  systemCatalogError,
  systemColumns,
} from './resolve.ts';

type ForeignKeyClause = Extract<TableConstraint['constraint'], { kind: 'foreignKey' }>;

/** Takes the locks that foreign keys will need, before anything is changed; what does not exist is reported in its turn. */
export function lockReferenced(written: readonly TableConstraint[], context: DdlContext): void {
  for (const { constraint } of written) {
    if (constraint.kind !== 'foreignKey') continue;
    const relation = findRelation(constraint.table, context);
    if (relation?.kind === 'table') context.lock(relation.oid, 'share row exclusive');
  }
}

export function addForeignKey(
  table: TableDescriptor,
  written: TableConstraint,
  filled: boolean,
  context: DdlContext,
): void {
  const clause = written.constraint as ForeignKeyClause;
  if (clause.match === 'partial') {
    throw sqlError('feature_not_supported', 'MATCH PARTIAL not yet implemented', { location: written.location });
  }
  const referenced = referencedTable(clause, table, context);
  context.lock(referenced.oid, 'share row exclusive');
  checkPersistence(table, referenced);
  const columns = foreignKeyColumns(clause.referencing, table);
  const deleteColumns = foreignKeyColumns(clause.onDelete.columns, table);
  for (const column of deleteColumns) {
    if (columns.includes(column)) continue;
    const { name } = table.columns[column]!;
    throw sqlError(
      'invalid_column_reference',
      `column "${name}" referenced in ON DELETE SET action must be part of foreign key`,
    );
  }
  const { index, referencedColumns } = referencedKey(clause, referenced, context);
  requireOnColumns(referenced, referencedColumns, REFERENCES, context);
  checkGenerated(table, columns, clause);
  if (columns.length !== referencedColumns.length) {
    throw sqlError('invalid_foreign_key', 'number of referencing and referenced columns for foreign key disagree');
  }
  const name = constraintName(table, written, columns, context);
  const equals = columns.map((column, i) =>
    equalityOf(table, column, referenced, referencedColumns[i]!, name, context),
  );
  const key: ForeignKeyConstraint = {
    kind: 'foreignKey',
    oid: context.transaction.allocateOid(),
    name,
    columns,
    referencedTable: referenced.oid,
    referencedColumns,
    referencedIndex: index,
    equals,
    match: clause.match,
    onDelete: actionOf(clause.onDelete),
    onUpdate: actionOf(clause.onUpdate),
    onDeleteColumns: deleteColumns,
    deferrable: written.deferrable,
    initiallyDeferred: written.initiallyDeferred,
    validated: !written.notValid,
  };
  install(table, key, context);
  if (filled && !written.notValid) verifyForeignKey(context.transaction.catalog.table(table.oid)!, key, context);
}

function actionOf(action: ReferentialAction): ReferentialActionKind {
  return action.action;
}

function install(table: TableDescriptor, key: ForeignKeyConstraint, context: DdlContext): void {
  const { transaction } = context;
  transaction.put({ ...table, constraints: [...table.constraints, key] });
  const referenced = transaction.catalog.table(key.referencedTable)!;
  if (referenced.referencedBy.includes(table.oid)) return;
  transaction.put({ ...referenced, referencedBy: [...referenced.referencedBy, table.oid] });
}

function referencedTable(clause: ForeignKeyClause, table: TableDescriptor, context: DdlContext): TableDescriptor {
  const relation = requireRelation(clause.table, context);
  if (relation.oid === table.oid) return table;
  if (relation.kind === 'table' && relation.materialized === undefined) return relation;
  if (relation.kind === 'catalogRelation' && relation.relkind === 'r') throw systemCatalogError(relation.name);
  throw sqlError('wrong_object_type', `referenced relation "${relation.name}" is not a table`);
}

function checkPersistence(table: TableDescriptor, referenced: TableDescriptor): void {
  const refuse = (message: string): Error => sqlError('invalid_table_definition', message);
  switch (table.persistence) {
    case 'permanent':
      if (referenced.persistence !== 'permanent') {
        throw refuse('constraints on permanent tables may reference only permanent tables');
      }
      return;
    case 'unlogged':
      if (referenced.persistence === 'temporary') {
        throw refuse('constraints on unlogged tables may reference only permanent or unlogged tables');
      }
      return;
    case 'temporary':
      if (referenced.persistence !== 'temporary') {
        throw refuse('constraints on temporary tables may reference only temporary tables');
      }
  }
}

function foreignKeyColumns(names: readonly string[], table: TableDescriptor): number[] {
  if (names.length > 32) {
    throw sqlError('too_many_columns', 'cannot have more than 32 keys in a foreign key');
  }
  return names.map((name) => {
    const column = columnPosition(table, name);
    if (column >= 0) return column;
    if (systemColumns.has(name)) {
      throw sqlError('feature_not_supported', 'system columns cannot be used in foreign keys');
    }
    throw sqlError('undefined_column', `column "${name}" referenced in foreign key constraint does not exist`);
  });
}

/** Actions that would write a generated column are refused. */
function checkGenerated(table: TableDescriptor, columns: readonly number[], clause: ForeignKeyClause): void {
  if (!columns.some((column) => table.columns[column]!.generated !== null)) return;
  const refuse = (action: string): Error =>
    sqlError('syntax_error', `invalid ${action} action for foreign key constraint containing generated column`);
  const update = clause.onUpdate.action;
  if (update === 'set null' || update === 'set default' || update === 'cascade') throw refuse('ON UPDATE');
  if (clause.onDelete.action === 'set null' || clause.onDelete.action === 'set default') throw refuse('ON DELETE');
}

function referencedKey(
  clause: ForeignKeyClause,
  referenced: TableDescriptor,
  context: DdlContext,
): { readonly index: Oid; readonly referencedColumns: readonly number[] } {
  if (clause.columns.length === 0) {
    const primary = referenced.constraints.find((c): c is KeyConstraint => c.kind === 'primaryKey');
    if (primary === undefined) {
      throw sqlError('undefined_object', `there is no primary key for referenced table "${referenced.name}"`);
    }
    if (primary.deferrable) {
      throw sqlError(
        'object_not_in_prerequisite_state',
        `cannot use a deferrable primary key for referenced table "${referenced.name}"`,
      );
    }
    return { index: primary.index, referencedColumns: primary.columns };
  }
  const columns = foreignKeyColumns(clause.columns, referenced);
  if (new Set(columns).size !== columns.length) {
    throw sqlError('invalid_foreign_key', 'foreign key referenced-columns list must not contain duplicates');
  }
  const fits = (index: IndexDescriptor): boolean =>
    index.unique &&
    index.predicate === null &&
    index.keys.length === columns.length &&
    index.keys.every((key) => key.column !== null && columns.includes(key.column));
  const fitting = context.transaction.catalog.indexesOf(referenced).filter(fits);
  const index = fitting.find((candidate) => candidate.deferrable !== true);
  if (index === undefined && fitting.length > 0) {
    throw sqlError(
      'object_not_in_prerequisite_state',
      `cannot use a deferrable unique constraint for referenced table "${referenced.name}"`,
    );
  }
  if (index === undefined) {
    throw sqlError(
      'invalid_foreign_key',
      `there is no unique constraint matching given keys for referenced table "${referenced.name}"`,
    );
  }
  return { index: index.oid, referencedColumns: columns };
}

function constraintName(
  table: TableDescriptor,
  written: TableConstraint,
  columns: readonly number[],
  context: DdlContext,
): string {
  if (written.name !== null) {
    if (constraintExists(table, written.name)) {
      throw sqlError('duplicate_object', `constraint "${written.name}" for relation "${table.name}" already exists`);
    }
    return written.name;
  }
  const part = columnsPart(columns.map((column) => table.columns[column]!.name));
  return chooseConstraintName(context.transaction.catalog, table.schema, table.name, part, 'fkey', new Set());
}

function equalityOf(
  table: TableDescriptor,
  column: number,
  referenced: TableDescriptor,
  referencedColumn: number,
  name: string,
  context: DdlContext,
): Oid {
  const from = table.columns[column]!;
  const to = referenced.columns[referencedColumn]!;
  const equality = context.analyzer.keyEquality(from.type, to.type);
  if (equality !== null) return equality;
  const fromType = context.analyzer.typeText(from.type, -1);
  const toType = context.analyzer.typeText(to.type, -1);
  throw sqlError('datatype_mismatch', `foreign key constraint "${name}" cannot be implemented`, {
    detail: `Key columns "${from.name}" and "${to.name}" are of incompatible types: ${fromType} and ${toType}.`,
  });
}

// ---- rows already there ----

const referencingRel = 0;
const referencedRel = 1;

/** Raises 23503 for a referencing row without a referenced one. */
export function verifyForeignKey(table: TableDescriptor, key: ForeignKeyConstraint, context: DdlContext): void {
  const referenced = context.transaction.catalog.table(key.referencedTable)!;
  const own = key.columns.map((column) => columnVar(table, column, referencingRel));
  const matches = key.columns.map((_, i) => keyMatch(table, key, i, referenced));
  const exists = {
    kind: 'subquery',
    mode: 'exists',
    query: select([tableRef(referenced, referencedRel)], [], and(matches), null, 2),
    testRel: -1,
    test: null,
    type: boolOid,
    typmod: -1,
    location: -1,
  } as const;
  const present = own.map((column) => isNull(column, true));
  // MATCH SIMPLE: a null anywhere satisfies the key. MATCH FULL: only nulls everywhere do.
  const checked = key.match === 'simple' ? and(present) : anyOf(present);
  const orphans = select([tableRef(table, referencingRel)], own, and([checked, not(exists)]), 1);
  for (const row of context.run(orphans)) throw missingReference(table, key, referenced, row, context);
}

function anyOf(args: ReturnType<typeof isNull>[]): ReturnType<typeof isNull> {
  return args.length === 1 ? args[0]! : { kind: 'or', args, type: boolOid, typmod: -1, location: -1 };
}

function keyMatch(
  table: TableDescriptor,
  key: ForeignKeyConstraint,
  i: number,
  referenced: TableDescriptor,
): ReturnType<typeof isNull> {
  return {
    kind: 'call',
    fn: key.equals[i]!,
    operator: null,
    args: [
      columnVar(table, key.columns[i]!, referencingRel),
      columnVar(referenced, key.referencedColumns[i]!, referencedRel),
    ],
    variadic: null,
    set: false,
    type: boolOid,
    typmod: -1,
    location: -1,
  };
}

function missingReference(
  table: TableDescriptor,
  key: ForeignKeyConstraint,
  referenced: TableDescriptor,
  row: readonly Datum[],
  context: DdlContext,
): Error {
  const names = key.columns.map((column) => table.columns[column]!.name).join(', ');
  const detail = row.includes(null)
    ? 'MATCH FULL does not allow mixing of null and nonnull key values.'
    : `Key (${names})=(${row
        .map((value, i) => context.analyzer.valueText(value, table.columns[key.columns[i]!]!.type))
        .join(', ')}) is not present in table "${referenced.name}".`;
  return sqlError(
    'foreign_key_violation',
    `insert or update on table "${table.name}" violates foreign key constraint "${key.name}"`,
    { detail, schema: schemaOf(table, context), table: table.name, constraint: key.name },
  );
}
