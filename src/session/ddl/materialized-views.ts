/** REFRESH MATERIALIZED VIEW, and what CREATE MATERIALIZED VIEW demands of its query. */
import type { BoundQuery, TableDescriptor } from '../../catalog/index.ts';
import { quoteIdentifier } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { RefreshStatement } from '../../parser/ast/index.ts';
import type { Datum } from '../../types/type-def.ts';
import type { DdlContext, DdlResult } from './context.ts';
import { buildIndex } from './indexes.ts';
import { requireOwner } from './privileges/authorize.ts';
import { checkNotInUse, requireRelation, schemaOf } from './resolve.ts';
import { objectsOf, usesTemporary } from './views.ts';

/** The part of the descriptor that makes a table a materialized view. */
export function materializedPart(
  query: BoundQuery,
  populated: boolean,
  context: DdlContext,
): NonNullable<TableDescriptor['materialized']> {
  if (query.ctes.some((cte) => 'table' in cte.query)) {
    throw sqlError('feature_not_supported', 'materialized views must not use data-modifying statements in WITH');
  }
  const dependsOn = objectsOf(query);
  if (usesTemporary(dependsOn, context)) {
    throw sqlError('feature_not_supported', 'materialized views must not use temporary tables or views');
  }
  return { query, dependsOn, populated };
}

export function executeRefresh(statement: RefreshStatement, context: DdlContext): DdlResult {
  const { concurrently, withData, name } = statement;
  if (concurrently && !withData) {
    throw sqlError('syntax_error', 'CONCURRENTLY and WITH NO DATA options cannot be used together');
  }
  const found = requireRelation(name, context);
  if (found.kind !== 'table') {
    const isTable = found.kind === 'catalogRelation' && found.relkind === 'r';
    if (isTable) throw sqlError('feature_not_supported', `"${found.name}" is not a materialized view`);
    throw sqlError('wrong_object_type', `"${found.name}" is not a table or materialized view`);
  }
  requireOwner(found, context);
  context.lock(found.oid, concurrently ? 'exclusive' : 'access exclusive');
  const view = context.transaction.catalog.table(found.oid)!;
  if (view.materialized === undefined) {
    throw sqlError('feature_not_supported', `"${found.name}" is not a materialized view`);
  }
  checkNotInUse(view, 'REFRESH MATERIALIZED VIEW', context);
  if (withData) context.checkQuery(view.materialized.query, view.owner);
  if (concurrently) refreshConcurrently(view, context);
  else refill(view, withData ? [...context.run(view.materialized.query)] : [], withData, context);
  return { tag: 'REFRESH MATERIALIZED VIEW' };
}

/** A new stored part takes the place of the old one. */
function refill(
  view: TableDescriptor,
  rows: readonly (readonly Datum[])[],
  populated: boolean,
  context: DdlContext,
): void {
  const { transaction, storage } = context;
  const materialized = { ...view.materialized!, populated };
  const filled: TableDescriptor = { ...view, materialized, storage: transaction.allocateOid() };
  transaction.put(filled);
  storage.release(view);
  storage.createTable(filled);
  storage.insertRows(filled, rows);
  for (const index of transaction.catalog.indexesOf(filled)) buildIndex(index, filled, context);
}

/** Only the rows that differ are deleted and inserted, so that whoever reads meanwhile goes on with what they had. */
function refreshConcurrently(view: TableDescriptor, context: DdlContext): void {
  if (!view.materialized!.populated) {
    throw sqlError('feature_not_supported', 'CONCURRENTLY cannot be used when the materialized view is not populated');
  }
  const indexes = context.transaction.catalog.indexesOf(view);
  const serves = indexes.some(
    (index) => index.unique && index.predicate === null && index.keys.every((key) => key.column !== null),
  );
  if (!serves) {
    const text = `${quoteIdentifier(schemaOf(view, context))}.${quoteIdentifier(view.name)}`;
    throw sqlError('object_not_in_prerequisite_state', `cannot refresh materialized view "${text}" concurrently`, {
      hint: 'Create a unique index with no WHERE clause on one or more columns of the materialized view.',
    });
  }
  const rows = [...context.run(view.materialized!.query)];
  checkDistinct(view, rows, context);
  const clash = context.storage.exchangeRows(view, rows);
  if (clash === null) return;
  const index = indexes.find(({ oid }) => oid === clash.index)!;
  const names = index.keys.map(({ column }) => quoteIdentifier(view.columns[column!]!.name));
  const values = index.keys.map(({ column, type }) => {
    const value = clash.row[column!]!;
    return value === null ? 'null' : context.analyzer.valueText(value, type);
  });
  throw sqlError('unique_violation', `duplicate key value violates unique constraint "${index.name}"`, {
    detail: `Key (${names.join(', ')})=(${values.join(', ')}) already exists.`,
    schema: schemaOf(view, context),
    table: view.name,
    constraint: index.name,
  });
}

/** Equal rows without nulls cannot both be kept apart from the old ones. */
function checkDistinct(view: TableDescriptor, rows: readonly (readonly Datum[])[], context: DdlContext): void {
  const seen = new Set<string>();
  for (const row of rows) {
    if (row.includes(null)) continue;
    const texts = row.map((value, i) => context.analyzer.valueText(value, view.columns[i]!.type));
    const key = JSON.stringify(texts);
    if (!seen.has(key)) {
      seen.add(key);
      continue;
    }
    throw sqlError(
      'cardinality_violation',
      `new data for materialized view "${view.name}" contains duplicate rows without any null columns`,
      { detail: `Row: (${texts.join(',')})` },
    );
  }
}
