/** What of a database can be checked only with keys and SQL: each index against its table, foreign keys, what descriptors refer to. */

import {
  type Catalog,
  type ForeignKeyConstraint,
  quoteIdentifier,
  storageOf,
  type TableDescriptor,
} from '../catalog/index.ts';
import { type Findings, tableName } from '../durability/doctor/index.ts';
import {
  type IndexKey,
  type IndexStore,
  NO_KEY,
  rowIdOf,
  SEGMENT_SHIFT,
  SLOT_MASK,
  type TableStore,
} from '../storage/index.ts';
import type { DatabaseCore } from './database-core.ts';
import { internalSession } from './open-database.ts';
import type { ResultSink } from './result.ts';
import { runScript } from './run-script.ts';
import { runToEnd } from './scheduler.ts';

export type CheckProgress = (done: number, total: number, what: string) => void;

/** `skipped`: tables and indexes known to be damaged, by OID. */
export function checkDatabase(
  core: DatabaseCore,
  findings: Findings,
  skipped: ReadonlySet<number>,
  progress: CheckProgress,
): void {
  const catalog = core.catalog.current;
  const tables = catalog.userRelations().filter((relation) => relation.kind === 'table');
  tables.forEach((table, i) => {
    progress(i, tables.length, `table ${table.name}`);
    const name = tableName(catalog, table);
    checkReferences(catalog, table, name, findings);
    if (skipped.has(table.oid)) return;
    const store = core.storage.table(storageOf(table));
    for (const index of store.indexes) {
      const indexName = catalog.index(index.oid)?.name ?? `${index.oid}`;
      if (!skipped.has(index.oid))
        findings.attempt(() => checkIndex(store, index, name, indexName, findings), { table: name });
    }
  });
}

const BATCH = 1024;
/** An index that is wrong often is wrong everywhere. */
const TOLD_MAX = 10;

/** An entry for each live row, with the row's key, in order, and none without a row. */
export function checkIndex(
  table: TableStore,
  index: IndexStore,
  name: string,
  indexName: string,
  findings: Findings,
): void {
  let told = 0;
  const tell = (what: string): void => {
    if (++told <= TOLD_MAX)
      findings.damage(null, null, `index "${indexName}": ${what}`, { table: name, index: indexName });
  };
  const marks = table.segments.map((segment) => new Uint8Array(segment.count));
  const { size } = index;
  let entries = 0;
  let previous: { key: IndexKey; row: number } | null = null;
  const cursor = index.cursor();
  const rows = new Float64Array(BATCH);
  cursor.open(null, [], true, [], true, false);
  for (let n = cursor.fill(rows, BATCH); n > 0 && entries <= size; n = cursor.fill(rows, BATCH)) {
    const batch = Array.from({ length: n }, (_, i) => ({ key: cursor.keyAt(i), row: rows[i]! }));
    for (const entry of batch) {
      entries++;
      checkEntry(table, index, entry, previous, marks, tell);
      previous = entry;
    }
  }
  if (entries !== size) tell(`it has ${entries} entries, and says ${size}`);
  checkRows(table, index, marks, tell);
  if (told > TOLD_MAX) tell(`${told - TOLD_MAX} more`);
}

function checkEntry(
  table: TableStore,
  index: IndexStore,
  { key, row }: { key: IndexKey; row: number },
  previous: { key: IndexKey; row: number } | null,
  marks: readonly Uint8Array[],
  tell: (what: string) => void,
): void {
  const slot = row & SLOT_MASK;
  const mark = marks[row >>> SEGMENT_SHIFT];
  if (mark === undefined || slot >= mark.length || table.segments[row >>> SEGMENT_SHIFT]!.isDead(slot)) {
    tell(`an entry is of row ${row}, which is not there`);
    return;
  }
  if (mark[slot] === 1) tell(`there are two entries of row ${row}`);
  mark[slot] = 1;
  const expected = index.keyFromRow(table.readRow(row));
  if (expected === NO_KEY || index.order.compare(key, expected) !== 0)
    tell(`the entry of row ${row} has another key than the row`);
  if (!isFound(index, key, row)) tell(`the entry of row ${row} is not found from the root`);
  if (previous === null) return;
  const order = index.order.compare(previous.key, key);
  if (order > 0 || (order === 0 && previous.row >= row)) tell(`the entry of row ${row} is out of order`);
  else if (order === 0 && index.unique && !index.repeats(key))
    tell(`rows ${previous.row} and ${row} have the same key, which is to be unique`);
}

function isFound(index: IndexStore, key: IndexKey, row: number): boolean {
  if (index.generic !== null) return index.generic.has(key, row);
  if (key === null) return index.nulls!.has(row, row);
  return Number.isNaN(key) ? index.nans!.has(row, row) : index.numbers!.has(Number(key), row);
}

function checkRows(
  table: TableStore,
  index: IndexStore,
  marks: readonly Uint8Array[],
  tell: (what: string) => void,
): void {
  marks.forEach((mark, s) => {
    const segment = table.completed(s);
    for (let slot = 0; slot < mark.length; slot++) {
      if (mark[slot] === 1 || segment.isDead(slot)) continue;
      if (index.keyFromRow(table.readRow(rowIdOf(s, slot))) !== NO_KEY) tell(`row ${rowIdOf(s, slot)} has no entry`);
    }
  });
}

/** What the table's descriptor refers to is there. */
function checkReferences(catalog: Catalog, table: TableDescriptor, name: string, findings: Findings): void {
  const tell = (what: string): void => findings.damage(null, null, what, { table: name });
  if (catalog.schema(table.schema) === undefined) tell('the schema of the table is not there');
  for (const oid of table.indexes)
    if (catalog.index(oid)?.table !== table.oid) tell(`index ${oid} of the table is not there`);
  for (const constraint of table.constraints) {
    if (constraint.kind === 'check') continue;
    const oid = constraint.kind === 'foreignKey' ? constraint.referencedIndex : constraint.index;
    const index = catalog.index(oid);
    const owner = constraint.kind === 'foreignKey' ? constraint.referencedTable : table.oid;
    if (index === undefined || !index.unique || index.table !== owner) {
      tell(`constraint "${constraint.name}" depends on a unique index ${oid} that is not there`);
    }
  }
}

export interface BrokenForeignKey {
  readonly table: TableDescriptor;
  readonly constraint: ForeignKeyConstraint;
  readonly rows: number;
}

/** Foreign keys that were valid, and of which rows refer to nothing. */
export function brokenForeignKeys(core: DatabaseCore): BrokenForeignKey[] {
  const broken: BrokenForeignKey[] = [];
  const catalog = core.catalog.current;
  for (const table of catalog.userRelations()) {
    if (table.kind !== 'table') continue;
    for (const constraint of table.constraints) {
      if (constraint.kind !== 'foreignKey' || !constraint.validated) continue;
      const rows = countRows(core, danglingQuery(catalog, table, constraint));
      if (rows > 0) broken.push({ table, constraint, rows });
    }
  }
  return broken;
}

function danglingQuery(catalog: Catalog, table: TableDescriptor, constraint: ForeignKeyConstraint): string {
  const referenced = catalog.table(constraint.referencedTable)!;
  const sql = (relation: TableDescriptor): string =>
    `${quoteIdentifier(catalog.schema(relation.schema)!.name)}.${quoteIdentifier(relation.name)}`;
  const column = (relation: TableDescriptor, c: number): string => quoteIdentifier(relation.columns[c]!.name);
  const present = constraint.columns.map((c) => `a.${column(table, c)} is not null`).join(' and ');
  const equal = constraint.columns
    .map((c, i) => `a.${column(table, c)} = b.${column(referenced, constraint.referencedColumns[i]!)}`)
    .join(' and ');
  return `select count(*) from ${sql(table)} a where ${present} and not exists (select 1 from ${sql(referenced)} b where ${equal})`;
}

function countRows(core: DatabaseCore, sql: string): number {
  const session = internalSession(core);
  let count = 0;
  const sink: ResultSink = {
    columns: () => (value) => {
      count = Number(value);
    },
    complete: () => {},
    empty: () => {},
  };
  runToEnd(session, runScript(session, sql, sink));
  return count;
}
