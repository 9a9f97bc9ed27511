/** Writing a table anew, row by row: ALTER TYPE, and new columns whose value differs from row to row. */
import type { BoundExpr, IndexDescriptor, TableDescriptor } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { Datum } from '../../types/type-def.ts';
import type { DdlContext } from './context.ts';
import { buildIndex } from './indexes.ts';
import { columnVar, select, tableRef } from './queries.ts';
import { schemaOf } from './resolve.ts';

/**
 * Replaces the stored part of `before` (the table as the catalog has it now) by one for `after`, whose attribute i gets the value
 * of `values[i]` over the old row, or the old attribute where that is null. `after` goes into the catalog; indexes are made anew.
 */
export function rewriteTable(
  before: TableDescriptor,
  after: TableDescriptor,
  values: readonly (BoundExpr | null)[],
  context: DdlContext,
): void {
  const targets = values.map((value, i) => value ?? oldValue(before, i));
  const rows = [...context.run(select([tableRef(before, 0)], targets, null))];
  replaceRows(before, after, rows, context);
}

/** The same with the rows at hand. */
export function replaceRows(
  before: TableDescriptor,
  after: TableDescriptor,
  rows: readonly (readonly Datum[])[],
  context: DdlContext,
): void {
  const { transaction, storage } = context;
  const written = { ...after, storage: transaction.allocateOid() };
  checkNotNull(written, rows, context);
  transaction.put(written);
  storage.release(before);
  storage.createTable(written);
  storage.insertRows(written, rows);
  for (const index of indexesOf(written, context)) buildIndex(index, written, context);
}

/** Dropped columns have no values any more. */
function oldValue(table: TableDescriptor, column: number): BoundExpr {
  const { dropped, type } = table.columns[column]!;
  return dropped ? { kind: 'const', value: null, type, typmod: -1, location: -1 } : columnVar(table, column);
}

function indexesOf(table: TableDescriptor, context: DdlContext): IndexDescriptor[] {
  return context.transaction.catalog.indexesOf(table);
}

function checkNotNull(table: TableDescriptor, rows: readonly (readonly Datum[])[], context: DdlContext): void {
  table.columns.forEach((column, i) => {
    if (!column.notNull || !rows.some((row) => row[i] === null)) return;
    throw sqlError('not_null_violation', `column "${column.name}" of relation "${table.name}" contains null values`, {
      schema: schemaOf(table, context),
      table: table.name,
      column: column.name,
    });
  });
}
