/** table_constraints and its companions. NOT NULL counts as a check constraint with a made-up name, as in PostgreSQL 15. */
import type { CatalogRow, CatalogView, RowSources } from '../catalog-view.ts';
import type { ConstraintDescriptor, ForeignKeyConstraint, TableDescriptor } from '../descriptors.ts';
import { userTables } from '../pg_catalog/relations.ts';
import { schemaOf, yesNo } from './tables.ts';
import { domainCheckRows } from './user-types.ts';
import { changesRelation, owns, seesColumn } from './visible.ts';

function constraintName(view: CatalogView, table: TableDescriptor, name: string): CatalogRow {
  return { constraint_catalog: view.databaseName, constraint_schema: schemaOf(view, table), constraint_name: name };
}

function tableName(view: CatalogView, table: TableDescriptor): CatalogRow {
  return { table_catalog: view.databaseName, table_schema: schemaOf(view, table), table_name: table.name };
}

function* constraintsOf(view: CatalogView): Generator<readonly [TableDescriptor, ConstraintDescriptor]> {
  for (const table of userTables(view)) for (const constraint of table.constraints) yield [table, constraint];
}

const typeNames = { check: 'CHECK', primaryKey: 'PRIMARY KEY', unique: 'UNIQUE', foreignKey: 'FOREIGN KEY' } as const;

function* notNullColumns(table: TableDescriptor): Generator<readonly [string, string]> {
  for (let i = 0; i < table.columns.length; i++) {
    const column = table.columns[i]!;
    if (column.notNull && !column.dropped) yield [`${table.schema}_${table.oid}_${i + 1}_not_null`, column.name];
  }
}

function* tableConstraintRows(view: CatalogView): Generator<CatalogRow> {
  for (const table of userTables(view)) {
    if (!changesRelation(view, table)) continue;
    for (const constraint of table.constraints) {
      const deferrable = constraint.kind !== 'check' && constraint.deferrable;
      const deferred = constraint.kind !== 'check' && constraint.initiallyDeferred;
      const index = 'index' in constraint ? view.catalog.index(constraint.index) : undefined;
      yield {
        ...constraintName(view, table, constraint.name),
        ...tableName(view, table),
        constraint_type: typeNames[constraint.kind],
        is_deferrable: yesNo(deferrable),
        initially_deferred: yesNo(deferred),
        enforced: 'YES',
        nulls_distinct: constraint.kind === 'unique' ? yesNo(index?.nullsNotDistinct !== true) : null,
      };
    }
    for (const [name] of notNullColumns(table)) {
      yield {
        ...constraintName(view, table, name),
        ...tableName(view, table),
        constraint_type: 'CHECK',
        is_deferrable: 'NO',
        initially_deferred: 'NO',
        enforced: 'YES',
      };
    }
  }
}

function* checkRows(view: CatalogView): Generator<CatalogRow> {
  yield* domainCheckRows(view);
  for (const table of userTables(view)) {
    if (!owns(view, table.owner)) continue;
    for (const constraint of table.constraints) {
      if (constraint.kind !== 'check') continue;
      yield {
        ...constraintName(view, table, constraint.name),
        // Without the word CHECK and the space after it.
        check_clause: () => view.definitions.constraintDefinition(constraint.oid, false)?.slice(6) ?? null,
      };
    }
    for (const [name, column] of notNullColumns(table)) {
      yield { ...constraintName(view, table, name), check_clause: `${column} IS NOT NULL` };
    }
  }
}

/** Position of a column in the unique key that a foreign key leads to. */
function positionInKey(view: CatalogView, key: ForeignKeyConstraint, i: number): number | null {
  const index = view.catalog.index(key.referencedIndex);
  if (index === undefined) return null;
  const at = index.keys.findIndex((k) => k.column === key.referencedColumns[i]);
  return at < 0 ? null : at + 1;
}

function* keyColumnRows(view: CatalogView): Generator<CatalogRow> {
  for (const [table, constraint] of constraintsOf(view)) {
    if (constraint.kind === 'check') continue;
    for (let i = 0; i < constraint.columns.length; i++) {
      if (!seesColumn(view, table, constraint.columns[i]!)) continue;
      yield {
        ...constraintName(view, table, constraint.name),
        ...tableName(view, table),
        column_name: table.columns[constraint.columns[i]!]!.name,
        ordinal_position: i + 1,
        position_in_unique_constraint: constraint.kind === 'foreignKey' ? positionInKey(view, constraint, i) : null,
      };
    }
  }
}

function* referentialRows(view: CatalogView): Generator<CatalogRow> {
  for (const [table, constraint] of constraintsOf(view)) {
    if (constraint.kind !== 'foreignKey' || !changesRelation(view, table)) continue;
    const referenced = view.catalog.table(constraint.referencedTable)!;
    const unique = referenced.constraints.find((c) => 'index' in c && c.index === constraint.referencedIndex);
    const known = unique !== undefined;
    yield {
      ...constraintName(view, table, constraint.name),
      unique_constraint_catalog: known ? view.databaseName : null,
      unique_constraint_schema: known ? schemaOf(view, referenced) : null,
      unique_constraint_name: unique?.name ?? null,
      match_option: constraint.match === 'full' ? 'FULL' : 'NONE',
      update_rule: constraint.onUpdate.toUpperCase(),
      delete_rule: constraint.onDelete.toUpperCase(),
    };
  }
}

/** The table and columns a constraint speaks of: for a foreign key, the referenced ones. */
function usedBy(
  view: CatalogView,
  table: TableDescriptor,
  constraint: ConstraintDescriptor,
): readonly [TableDescriptor, readonly number[]] {
  if (constraint.kind !== 'foreignKey') return [table, constraint.columns];
  return [view.catalog.table(constraint.referencedTable)!, constraint.referencedColumns];
}

function* columnUsageRows(view: CatalogView): Generator<CatalogRow> {
  for (const [table, constraint] of constraintsOf(view)) {
    const [used, columns] = usedBy(view, table, constraint);
    if (!owns(view, used.owner)) continue;
    for (const column of columns) {
      yield {
        ...tableName(view, used),
        column_name: used.columns[column]!.name,
        ...constraintName(view, table, constraint.name),
      };
    }
  }
}

function* tableUsageRows(view: CatalogView): Generator<CatalogRow> {
  for (const [table, constraint] of constraintsOf(view)) {
    // Checks are not in this view.
    if (constraint.kind === 'check') continue;
    const [used] = usedBy(view, table, constraint);
    if (!owns(view, used.owner)) continue;
    yield { ...tableName(view, used), ...constraintName(view, table, constraint.name) };
  }
}

export const constraintSources: RowSources = {
  table_constraints: tableConstraintRows,
  check_constraints: checkRows,
  key_column_usage: keyColumnRows,
  referential_constraints: referentialRows,
  constraint_column_usage: columnUsageRows,
  constraint_table_usage: tableUsageRows,
};
