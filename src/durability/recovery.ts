/**
 * From files to a database: the checkpoint that the root names, then the log from its redo point on. Reads only, so that a
 * crash meanwhile changes nothing; what there is to clean up is told to the caller.
 */
import { Catalog } from '../catalog/catalog.ts';
import type { CatalogObject } from '../catalog/catalog-parts.ts';
import { CatalogStore } from '../catalog/catalog-transaction.ts';
import { type IndexDescriptor, storageOf, type TableDescriptor } from '../catalog/descriptors.ts';
import { type ByteReader, DecodeError } from '../common/byte-reader.ts';
import { crc32 } from '../common/crc32.ts';
import { buildIndex } from '../storage/index-build.ts';
import { type IndexDefinition, IndexStore } from '../storage/index-store.ts';
import { KIND_DROPPED } from '../storage/layout.ts';
import { Storage } from '../storage/storage.ts';
import type { TableStore } from '../storage/table-store.ts';
import { CHUNK_CATALOG, CHUNK_STATE, CHUNK_TABLE, type ChunkPlace, DataFile } from './data-file.ts';
import type { DataStore, KnownChunk } from './data-store.ts';
import { corruption } from './file-errors.ts';
import { loadIndex, loadTable } from './load-tables.ts';
import { type LogEnd, type LogReadOptions, readLog } from './log-reader.ts';
import { type ReplayedTrailer, replayTransaction } from './replay.ts';
import type { Root } from './root.ts';
import type { SequenceImage } from './sequence-codec.ts';
import { readCatalog, readState, type StoredState } from './state-codec.ts';
import { readTable, type TableEntry } from './table-codec.ts';

/** What the session knows and recovery does not: how keys of expression indexes are computed. */
export type DefineIndex = (index: IndexDescriptor, table: TableDescriptor) => IndexDefinition;

export interface Recovered {
  readonly state: StoredState;
  readonly catalog: CatalogStore;
  readonly storage: Storage;
  /** By storage OID. */
  readonly sequences: Map<number, SequenceImage>;
  readonly nextTransactionId: number;
  readonly log: LogEnd;
  readonly replayedRows: number;
}

export interface RecoveryParts {
  readonly catalog: CatalogStore;
  readonly storage: Storage;
}

/** Opens the files that the root names, and reads the state. */
export function openCheckpoint(options: LogReadOptions, root: Root, store: DataStore): StoredState {
  for (const { number, size } of root.files) {
    const file = DataFile.open(options.files, options.directory, number, root.databaseId, options.sealerOf);
    if (file.size < size) throw corruption(file.path, file.size, `the file should have ${size} bytes`);
    file.size = size;
    store.files.set(number, file);
  }
  store.nextFile = root.nextFile;
  return store.file(root.state.file).decode(root.state, CHUNK_STATE, readState);
}

/** `prepare` gets the parts before any index is defined. */
export function recover(
  options: LogReadOptions,
  root: Root,
  store: DataStore,
  prepare: (state: StoredState, parts: RecoveryParts) => DefineIndex,
): Recovered {
  const state = openCheckpoint(options, root, store);
  const objects = store.file(root.catalog.file).decode(root.catalog, CHUNK_CATALOG, readCatalog);
  const catalog = new CatalogStore(restoreCatalog(objects, root, store), state.nextOid);
  store.catalog = { place: root.catalog, version: catalog.current.version };
  const storage = new Storage();
  storage.cache = store.cache;
  const define = prepare(state, { catalog, storage });
  loadTables(state, catalog.current, storage, store, define);
  const sequences = new Map(state.sequences.map((sequence) => [sequence.storage, sequence]));
  let nextTransactionId = state.nextTransactionId;
  let replayedRows = 0;
  const log = readLog(options, root.redo, (parts, lsn) => {
    try {
      const trailer = replayTransaction(parts, storage, (rows) => {
        replayedRows += rows;
      });
      applyTrailer(trailer, catalog, storage, sequences, define);
      nextTransactionId = Math.max(nextTransactionId, trailer.nextTransactionId);
    } catch (error) {
      if (error instanceof DecodeError) {
        throw corruption(options.directory, null, `the transaction at position ${lsn} of the log: ${error.message}`);
      }
      throw error;
    }
    if (store.cache?.over) store.cache.trim();
  });
  dropUnused(sequences, catalog.current);
  return { state, catalog, storage, sequences, nextTransactionId, log, replayedRows };
}

/** A commit logs the counters that have moved, those of sequences that others were making and then did not make too. */
function dropUnused(sequences: Map<number, SequenceImage>, catalog: Catalog): void {
  const used = new Set<number>();
  for (const relation of catalog.userRelations()) if (relation.kind === 'sequence') used.add(storageOf(relation));
  for (const storage of sequences.keys()) if (!used.has(storage)) sequences.delete(storage);
}

function restoreCatalog(objects: readonly CatalogObject[], root: Root, store: DataStore): Catalog {
  try {
    return Catalog.restore(objects);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw corruption(
      store.file(root.catalog.file).path,
      root.catalog.offset,
      `the catalog contradicts itself: ${what}`,
    );
  }
}

function loadTables(
  state: StoredState,
  catalog: Catalog,
  storage: Storage,
  store: DataStore,
  define: DefineIndex,
): void {
  const owners = tablesByStorage(catalog);
  for (const { oid, place } of state.tables) {
    const file = store.file(place.file);
    const { entry, known } = file.decode(place, CHUNK_TABLE, (bytes) => readKnownTable(bytes, place));
    const descriptor = owners.get(oid);
    if (entry.oid !== oid || descriptor === undefined || entry.columns.length !== descriptor.columns.length) {
      throw corruption(file.path, place.offset, 'the table is not the one that the catalog has');
    }
    store.tables.set(oid, known);
    const table = loadTable(storage, entry, store);
    for (const index of catalog.indexesOf(descriptor)) {
      const places = entry.indexes.find((candidate) => candidate.oid === index.oid);
      if (places === undefined) throw corruption(file.path, place.offset, `index "${index.name}" is missing`);
      loadIndex(table, define(index, descriptor), places, store);
    }
    owners.delete(oid);
  }
  for (const [oid, { name }] of owners) {
    throw corruption(store.directory, null, `table "${name}" (${oid}) has no rows in the checkpoint`);
  }
}

function tablesByStorage(catalog: Catalog): Map<number, TableDescriptor> {
  const owners = new Map<number, TableDescriptor>();
  for (const relation of catalog.userRelations())
    if (relation.kind === 'table') owners.set(storageOf(relation), relation);
  return owners;
}

/** The table, and what tells a later checkpoint that it has not changed. */
function readKnownTable(bytes: ByteReader, place: ChunkPlace): { entry: TableEntry; known: KnownChunk } {
  const { position, end } = bytes;
  const crc = crc32(bytes.buffer, position, end, 0);
  return { entry: readTable(bytes), known: { place, crc, size: end - position } };
}

function applyTrailer(
  trailer: ReplayedTrailer,
  catalog: CatalogStore,
  storage: Storage,
  sequences: Map<number, SequenceImage>,
  define: DefineIndex,
): void {
  for (const sequence of trailer.sequences) sequences.set(sequence.storage, sequence);
  const before = catalog.current;
  if (trailer.changes.length === 0) {
    catalog.replay([], trailer.nextOid);
    return;
  }
  catalog.replay(trailer.changes, trailer.nextOid);
  for (const { oid, after } of trailer.changes) {
    const was = before.object(oid);
    if (was?.kind === 'table' && (after?.kind !== 'table' || storageOf(after) !== storageOf(was))) {
      storage.drop(storageOf(was));
    }
    if (was?.kind === 'sequence' && (after?.kind !== 'sequence' || storageOf(after) !== storageOf(was))) {
      sequences.delete(storageOf(was));
    }
    if (after?.kind === 'table') reconcile(after, catalog.current, storage, define);
  }
}

/** What the catalog alone tells of a table: which columns were dropped, and its indexes. */
function reconcile(descriptor: TableDescriptor, catalog: Catalog, storage: Storage, define: DefineIndex): void {
  const table = storage.tables.get(storageOf(descriptor));
  if (table === undefined) throw new DecodeError(`table "${descriptor.name}" has no rows in the log`);
  descriptor.columns.forEach((column, c) => {
    if (column.dropped && table.kinds[c] !== KIND_DROPPED) table.dropColumn(c);
  });
  const wanted = catalog.indexesOf(descriptor);
  const kept = table.indexes.filter((index) => wanted.some(({ oid }) => oid === index.oid));
  table.indexes.splice(0, table.indexes.length, ...kept);
  for (const index of wanted) {
    if (!table.indexes.some(({ oid }) => oid === index.oid)) addIndex(table, define(index, descriptor));
  }
  table.indexesChanged();
}

function addIndex(table: TableStore, definition: IndexDefinition): void {
  const index = new IndexStore(definition, table);
  if (buildIndex(index) !== null) throw new DecodeError(`index ${definition.oid} has two equal keys`);
  table.indexes.push(index);
}
