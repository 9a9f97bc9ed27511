/**
 * What is whole of an inspected store, as a database in memory: tables without the segments that lost a vector, and the log on top
 * up to its first damage. Nothing is written.
 *
 * With `useIndexes`, indexes are as they are stored, as far as they are whole: to be compared with their tables. Without, all are
 * built from the rows.
 */
import type { Catalog } from '../../catalog/catalog.ts';
import { CatalogStore } from '../../catalog/catalog-transaction.ts';
import { type SequenceDescriptor, storageOf, type TableDescriptor } from '../../catalog/descriptors.ts';
import { DecodeError } from '../../common/byte-reader.ts';
import { buildIndex } from '../../storage/index-build.ts';
import { IndexStore } from '../../storage/index-store.ts';
import { KIND_DROPPED } from '../../storage/layout.ts';
import { Storage } from '../../storage/storage.ts';
import type { TableStore } from '../../storage/table-store.ts';
import { columnVector } from '../../types/column-storage.ts';
import { loadIndex, loadTable } from '../load-tables.ts';
import { readLog } from '../log-reader.ts';
import type { DefineIndex, RecoveryParts } from '../recovery.ts';
import { type ReplayedTrailer, replayTransaction } from '../replay.ts';
import type { SequenceImage } from '../sequence-codec.ts';
import type { StoredState } from '../state-codec.ts';
import type { SegmentEntry, TableEntry } from '../table-codec.ts';
import type { TableCheck } from './check-table.ts';
import { type Inspection, tableName } from './inspect-store.ts';
import { mendCatalog } from './mend-catalog.ts';

export interface TableLoss {
  readonly table: string;
  /** null: nobody knows how many. */
  readonly rows: number | null;
}

export interface WholePart {
  readonly state: Pick<StoredState, 'name' | 'bootstrapUser'>;
  readonly catalog: CatalogStore;
  readonly storage: Storage;
  readonly sequences: Map<number, SequenceImage>;
  readonly nextTransactionId: number;
  readonly losses: readonly TableLoss[];
  /** Changes in the log of rows that are lost. */
  readonly skippedChanges: number;
  /** Unique indexes whose table has equal keys: they could not be built. */
  readonly duplicates: readonly { readonly table: TableDescriptor; readonly index: string; readonly oid: number }[];
  readonly sequencesLost: readonly string[];
  /** What is gone because what it depended on is. */
  readonly mended: readonly string[];
}

export type Prepare = (state: Pick<StoredState, 'name' | 'bootstrapUser'>, parts: RecoveryParts) => DefineIndex;

/** The catalog was found. */
export function recoverWhole(inspection: Inspection, useIndexes: boolean, prepare: Prepare): WholePart {
  return new WholeRecovery(inspection, useIndexes, prepare).run();
}

const EMPTY_SEGMENT: SegmentEntry = { count: 0, capacity: 16, deadCount: 0, dead: null, vectors: [] };

class WholeRecovery {
  private readonly inspection: Inspection;
  private readonly useIndexes: boolean;
  private readonly catalog: CatalogStore;
  private readonly storage = new Storage();
  private readonly sequences = new Map<number, SequenceImage>();
  private readonly state: Pick<StoredState, 'name' | 'bootstrapUser'>;
  private readonly define: DefineIndex;
  /** By storage OID. */
  private readonly losses = new Map<number, TableLoss>();
  private nextTransactionId: number;
  private skippedChanges = 0;

  constructor(inspection: Inspection, useIndexes: boolean, prepare: Prepare) {
    this.inspection = inspection;
    this.useIndexes = useIndexes;
    const { state, store } = inspection;
    const catalog = inspection.catalog!;
    this.catalog = new CatalogStore(catalog, Math.max(state?.nextOid ?? 0, oidBehind(catalog)));
    this.storage.cache = store.cache;
    this.state = state ?? { name: 'default', bootstrapUser: catalog.role(10)?.name ?? 'postgres' };
    this.define = prepare(this.state, { catalog: this.catalog, storage: this.storage });
    this.nextTransactionId = state?.nextTransactionId ?? 3;
    for (const sequence of state?.sequences ?? []) this.sequences.set(sequence.storage, sequence);
  }

  run(): WholePart {
    for (const table of tablesOf(this.catalog.current)) this.loadTable(table);
    this.replay();
    const mended = mendCatalog(this.catalog);
    const duplicates = this.finishTables();
    const { state, catalog, storage, sequences, nextTransactionId, skippedChanges } = this;
    const sequencesLost = this.finishSequences();
    const losses = [...this.losses.values()];
    return {
      state,
      catalog,
      storage,
      sequences,
      nextTransactionId,
      losses,
      skippedChanges,
      duplicates,
      sequencesLost,
      mended,
    };
  }

  private loadTable(descriptor: TableDescriptor): void {
    const oid = storageOf(descriptor);
    const check = this.inspection.tables.get(oid);
    if (check === undefined) {
      this.emptyTable(descriptor);
      this.losses.set(oid, { table: tableName(this.catalog.current, descriptor), rows: null });
      return;
    }
    const table = loadTable(this.storage, wholeEntry(check), this.inspection.store);
    if (check.lostSegments.size > 0) this.losses.set(oid, { table: check.name, rows: check.lostRows });
    if (!this.useIndexes || check.lostSegments.size > 0) return;
    for (const index of this.catalog.current.indexesOf(descriptor)) {
      const places = check.entry.indexes.find((candidate) => candidate.oid === index.oid);
      if (places === undefined || check.damagedIndexes.has(index.oid)) continue;
      loadIndex(table, this.define(index, descriptor), places, this.inspection.store);
    }
  }

  private emptyTable(descriptor: TableDescriptor): void {
    const kinds = descriptor.columns.map((column) => columnVector(column.type, column.typmod));
    const table = this.storage.create(storageOf(descriptor), kinds);
    descriptor.columns.forEach((column, c) => {
      if (column.dropped) table.dropColumn(c);
    });
  }

  private replay(): void {
    const { reading, redo, findings } = this.inspection;
    if (redo === null) return;
    findings.attempt(() =>
      readLog(reading, redo, (parts, lsn) => {
        try {
          const count = (rows: number): void => {
            if (rows === 0) this.skippedChanges++;
          };
          this.applyTrailer(replayTransaction(parts, this.storage, count, true));
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          findings.damage(
            null,
            null,
            `the transaction at position ${lsn} of the log does not fit what is there: ${error.message}`,
          );
        }
        if (this.storage.cache?.over) this.storage.cache.trim();
      }),
    );
  }

  private applyTrailer(trailer: ReplayedTrailer): void {
    for (const sequence of trailer.sequences) this.sequences.set(sequence.storage, sequence);
    this.nextTransactionId = Math.max(this.nextTransactionId, trailer.nextTransactionId);
    const before = this.catalog.current;
    this.catalog.replay(trailer.changes, trailer.nextOid);
    for (const { oid, after } of trailer.changes) {
      const was = before.object(oid);
      if (was?.kind !== 'table' || (after?.kind === 'table' && storageOf(after) === storageOf(was))) continue;
      this.storage.drop(storageOf(was));
      this.losses.delete(storageOf(was));
    }
    for (const { after } of trailer.changes) if (after?.kind === 'table') this.reconcile(after);
  }

  /** Columns and indexes as the catalog has them. */
  private reconcile(descriptor: TableDescriptor): void {
    const table = this.storage.tables.get(storageOf(descriptor));
    if (table === undefined) {
      this.emptyTable(descriptor);
      return;
    }
    descriptor.columns.forEach((column, c) => {
      if (column.dropped && table.kinds[c] !== KIND_DROPPED) table.dropColumn(c);
    });
    for (let i = table.indexes.length - 1; i >= 0; i--) {
      if (!descriptor.indexes.includes(table.indexes[i]!.oid)) table.indexes.splice(i, 1);
    }
    table.indexesChanged();
  }

  private finishTables(): { table: TableDescriptor; index: string; oid: number }[] {
    const duplicates: { table: TableDescriptor; index: string; oid: number }[] = [];
    const catalog = this.catalog.current;
    const wanted = new Set<number>();
    for (const descriptor of tablesOf(catalog)) {
      wanted.add(storageOf(descriptor));
      const table = this.fittingTable(descriptor);
      for (const index of catalog.indexesOf(descriptor)) {
        if (table.indexes.some(({ oid }) => oid === index.oid)) continue;
        if (!this.build(table, new IndexStore(this.define(index, descriptor), table))) {
          duplicates.push({ table: descriptor, index: index.name, oid: index.oid });
        }
      }
      table.indexesChanged();
    }
    for (const oid of this.storage.tables.keys()) if (!wanted.has(oid)) this.storage.drop(oid);
    return duplicates;
  }

  /** Where the catalog is older than the rows, or newer, the table may have other columns. */
  private fittingTable(descriptor: TableDescriptor): TableStore {
    const oid = storageOf(descriptor);
    const table = this.storage.tables.get(oid);
    const kinds = descriptor.columns.map((column) => columnVector(column.type, column.typmod));
    const fits = table !== undefined && table.columnKinds.length === kinds.length;
    if (fits && kinds.every((kind, c) => kind === table.columnKinds[c] || descriptor.columns[c]!.dropped)) return table;
    this.emptyTable(descriptor);
    this.losses.set(oid, { table: tableName(this.catalog.current, descriptor), rows: null });
    return this.storage.table(oid);
  }

  private build(table: TableStore, index: IndexStore): boolean {
    if (buildIndex(index) !== null) return false;
    table.indexes.push(index);
    return true;
  }

  /** A counter that is lost begins anew; which ones. */
  private finishSequences(): string[] {
    const lost: string[] = [];
    const wanted = new Set<number>();
    const catalog = this.catalog.current;
    for (const relation of catalog.userRelations()) {
      if (relation.kind !== 'sequence') continue;
      const storage = storageOf(relation);
      wanted.add(storage);
      if (this.sequences.has(storage)) continue;
      this.sequences.set(storage, { storage, lastValue: startOf(relation), isCalled: false });
      lost.push(`${catalog.schema(relation.schema)?.name ?? '?'}.${relation.name}`);
    }
    for (const storage of this.sequences.keys()) if (!wanted.has(storage)) this.sequences.delete(storage);
    return lost;
  }
}

function startOf(sequence: SequenceDescriptor): number | bigint {
  const start = Number(sequence.start);
  return Number.isSafeInteger(start) ? start : sequence.start;
}

function oidBehind(catalog: Catalog): number {
  let next = 16384;
  for (const object of catalog.objects()) next = Math.max(next, object.oid + 1);
  return next;
}

function tablesOf(catalog: Catalog): TableDescriptor[] {
  return catalog.userRelations().filter((relation) => relation.kind === 'table');
}

/** Segments keep their places, for row ids are in the log. */
function wholeEntry({ entry, lostSegments, lostRows }: TableCheck): TableEntry {
  if (lostSegments.size === 0) return entry;
  const segments = entry.segments.map((segment, s) => (lostSegments.has(s) ? EMPTY_SEGMENT : segment));
  return { ...entry, segments, rowCount: entry.rowCount - lostRows };
}
