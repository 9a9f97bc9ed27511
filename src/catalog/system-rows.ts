/**
 * The rows of a computed relation. Each scan computes them from the catalog version of its statement; only the columns asked for
 * are filled in. Rows are read, not kept or changed: those about the system are the same objects each time.
 */
import { unsupported } from '../errors/index.ts';
import type { Datum } from '../types/type-def.ts';
import type { CatalogRow, CatalogView, RowSource, SplitSource } from './catalog-view.ts';
import type { CatalogRelationDescriptor } from './descriptors.ts';
import * as informationSchema from './information_schema/index.ts';
import * as pgCatalog from './pg_catalog/index.ts';
import { isSuperuser } from './privileges/index.ts';
import { pgCatalogOid } from './well-known.ts';

/** Rows with one value per column of the relation; positions that are not in `columns` (null: all) are null. */
export function* systemRows(
  relation: CatalogRelationDescriptor,
  view: CatalogView,
  columns: readonly number[] | null = null,
): Generator<Datum[]> {
  const inPgCatalog = relation.schema === pgCatalogOid;
  const sources = inPgCatalog ? pgCatalog.pgCatalogSources : informationSchema.informationSchemaSources;
  const source = sources[relation.name];
  if (source === undefined) {
    const refused = inPgCatalog ? pgCatalog.notComputed : informationSchema.notComputed;
    if (refused.has(relation.name)) throw unsupported(`reading ${relation.name}`);
    return;
  }
  const names = relation.columns.map((column) => column.name);
  let own: RowSource;
  if (typeof source === 'function') own = source;
  else {
    const every = fixedRows(relation, source, names, view.databaseName);
    const rows = source.shown === undefined ? every : shownRows(every, source.shown, names, view);
    yield* source.live === undefined ? rows : liveRows(rows, source.live, names, view, columns);
    own = source.own;
  }
  const wanted = columns ?? relation.columns.map((_, i) => i);
  for (const row of own(view)) yield valuesOf(row, names, wanted);
}

function shownRows(
  rows: readonly Datum[][],
  { of, test }: NonNullable<SplitSource['shown']>,
  names: readonly string[],
  view: CatalogView,
): readonly Datum[][] {
  if (isSuperuser(view.catalog, view.currentRole)) return rows;
  const at = names.indexOf(of);
  const shown = test(view);
  return rows.filter((row) => shown(row[at]!));
}

function* liveRows(
  rows: readonly Datum[][],
  live: NonNullable<SplitSource['live']>,
  names: readonly string[],
  view: CatalogView,
  columns: readonly number[] | null,
): Generator<Datum[]> {
  const at = names.indexOf(live.column);
  if (columns !== null && !columns.includes(at)) {
    yield* rows;
    return;
  }
  const of = live.of.map((name) => names.indexOf(name));
  for (const row of rows) {
    yield row.with(at, live.value(view, ...of.map((i) => row[i]!)));
  }
}

function valuesOf(row: CatalogRow, names: readonly string[], wanted: readonly number[]): Datum[] {
  const values = new Array<Datum>(names.length).fill(null);
  for (const i of wanted) {
    if (i < 0) continue;
    const value = row[names[i]!];
    values[i] = value === undefined ? null : typeof value === 'function' ? value() : value;
  }
  return values;
}

/** Rows about the system, by the name of the database that they show, and the relation's OID. */
const kept = new Map<string, Map<number, readonly Datum[][]>>();
/** Clients call a server's one database by few names. */
const keptNamesMax = 4;

function fixedRows(
  relation: CatalogRelationDescriptor,
  source: SplitSource,
  names: readonly string[],
  databaseName: string,
): readonly Datum[][] {
  let ofName = kept.get(databaseName);
  if (ofName === undefined) {
    if (kept.size >= keptNamesMax) kept.clear();
    ofName = new Map();
    kept.set(databaseName, ofName);
  }
  const before = ofName.get(relation.oid);
  if (before !== undefined) return before;
  const all = names.map((_, i) => i);
  const rows = [...source.fixed(databaseName)].map((row) => valuesOf(row, names, all));
  ofName.set(relation.oid, rows);
  return rows;
}
