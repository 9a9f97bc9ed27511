/**
 * A data directory looked through without writing, from the root down, and on after damage. Where the root, the state or the
 * catalog is damaged, the newest whole one among all chunks takes its place; what that costs is told.
 */
import { Catalog } from '../../catalog/catalog.ts';
import { storageOf, type TableDescriptor } from '../../catalog/descriptors.ts';
import { sqlError } from '../../errors/index.ts';
import type { FileSystem } from '../../host/index.ts';
import { Cache } from '../../storage/cache.ts';
import { CHUNK_CATALOG, CHUNK_STATE, CHUNK_TABLE, type ChunkPlace } from '../data-file.ts';
import { DataStore } from '../data-store.ts';
import { corruption } from '../file-errors.ts';
import { dataFileName, joinPath, kindOfFile, ROOT_NAME } from '../format.ts';
import type { LogReadOptions } from '../log-reader.ts';
import { checkKey } from '../open-store.ts';
import type { RedoPoint } from '../redo-point.ts';
import { type Root, readRoot } from '../root.ts';
import type { StoreKey } from '../sealer.ts';
import { readCatalog, readState, type StoredState } from '../state-codec.ts';
import { readTable } from '../table-codec.ts';
import { type Reached, reach, type TableCheck, TableChecker } from './check-table.ts';
import { Findings } from './findings.ts';
import { databaseIdIn, type FoundChunk, type ScannedFile, scanDataFile } from './scan-data-file.ts';
import { type LogReport, scanLog } from './scan-log.ts';

export interface InspectOptions {
  readonly files: FileSystem;
  readonly directory: string;
  readonly key: StoreKey | null;
  readonly cacheBytes: number;
  readonly onProgress: (done: number, total: number, what: string) => void;
}

export interface FileReport {
  readonly name: string;
  readonly bytes: number;
  readonly chunks: number;
  /** Chunks that are part of the database. */
  readonly chunksInUse: number;
  readonly damagedStretches: number;
  /** The root does not name it. */
  readonly orphan: boolean;
}

export interface Inspection {
  readonly findings: Findings;
  readonly reading: LogReadOptions;
  readonly store: DataStore;
  readonly files: readonly FileReport[];
  readonly log: LogReport | null;
  /** null: nothing can be found without it. */
  readonly state: StoredState | null;
  readonly catalog: Catalog | null;
  readonly redo: RedoPoint | null;
  /** By storage OID. Tables of the catalog that are missing here are lost. */
  readonly tables: ReadonlyMap<number, TableCheck>;
}

export function inspectStore(options: InspectOptions): Inspection {
  return new Inspector(options).run();
}

export function tableName(catalog: Catalog, table: TableDescriptor): string {
  return `${catalog.schema(table.schema)?.name ?? '?'}.${table.name}`;
}

class Inspector {
  private readonly options: InspectOptions;
  private readonly findings = new Findings();
  private readonly reached: Reached = new Set();
  private readonly store: DataStore;
  private scanned: ScannedFile[] = [];

  constructor(options: InspectOptions) {
    this.options = options;
    this.store = new DataStore(
      options.directory,
      options.cacheBytes === Number.POSITIVE_INFINITY ? null : new Cache(options.cacheBytes),
    );
  }

  run(): Inspection {
    const { files, directory, key } = this.options;
    const { findings, store } = this;
    const names = files.list(directory);
    const root = findings.attempt(() => this.readRoot());
    if (root !== null) checkKey(key, directory, root);
    const databaseId = root?.databaseId ?? this.databaseIdOfFiles(names);
    const reading: LogReadOptions = { files, directory, databaseId, sealerOf: key?.sealerOf ?? null };
    this.scan(names, root, reading);
    const state = this.findState(root);
    const redo = root?.redo ?? state?.redo ?? null;
    const catalog = this.findCatalog(root?.catalog ?? state?.catalog ?? null);
    const tables =
      state === null || catalog === null ? new Map<number, TableCheck>() : this.checkTables(state, catalog);
    const log = redo === null ? null : findings.attempt(() => scanLog(reading, redo, findings));
    return { findings, reading, store, files: this.fileReports(root), log, state, catalog, redo, tables };
  }

  private readRoot(): Root {
    const { files, directory } = this.options;
    const root = readRoot(files, directory);
    if (root === null) throw corruption(joinPath(directory, ROOT_NAME), null, 'the file is missing');
    return root;
  }

  private databaseIdOfFiles(names: readonly string[]): Uint8Array {
    const { files, directory } = this.options;
    for (const name of names.toReversed()) {
      const kind = kindOfFile(name);
      const id = kind.kind === 'data' ? databaseIdIn(files, directory, kind.number) : null;
      if (id !== null) return id;
    }
    return new Uint8Array(16);
  }

  private scan(names: readonly string[], root: Root | null, reading: LogReadOptions): void {
    const { findings, store } = this;
    const { onProgress } = this.options;
    const ends = new Map(root?.files.map(({ number, size }) => [number, size]));
    const numbers = names.map(kindOfFile).flatMap((kind) => (kind.kind === 'data' ? [kind.number] : []));
    for (const number of ends.keys()) {
      if (!numbers.includes(number)) findings.damage(dataFileName(number), null, 'the file is missing');
    }
    for (const name of names) {
      const { kind } = kindOfFile(name);
      if (kind === 'unknown' && name !== 'lost+found') findings.note(`${name} is no file of AionDB`);
      if (kind === 'temp') findings.note(`${name} is left over from a statement; the next opening removes it`);
      if (kind === 'rootNew') findings.note(`${name} is left over from a checkpoint that did not come to its end`);
    }
    numbers.forEach((number, i) => {
      onProgress(i, numbers.length, dataFileName(number));
      const named = ends.has(number);
      if (!named && root !== null) findings.note(`${dataFileName(number)} is named by no root: an orphan`);
      const own = named || root === null ? findings : new Findings();
      const file = scanDataFile(reading, number, ends.get(number) ?? null, own);
      this.scanned.push(file);
      if (file.dataFile !== null && (named || root === null)) store.files.set(number, file.dataFile);
    });
  }

  /** Newest first. */
  private chunksOf(kind: number): FoundChunk[] {
    return this.scanned
      .filter((file) => this.store.files.has(file.number))
      .flatMap((file) => file.chunks)
      .filter((chunk) => chunk.kind === kind)
      .sort((a, b) => b.file - a.file || b.offset - a.offset);
  }

  private findState(root: Root | null): StoredState | null {
    const { findings, store } = this;
    const read = (place: ChunkPlace): StoredState => store.file(place.file).decode(place, CHUNK_STATE, readState);
    if (root !== null) {
      const state = findings.attempt(() => read(root.state));
      if (state !== null) {
        reach(this.reached, root.state);
        return state;
      }
    }
    const newest = this.chunksOf(CHUNK_STATE)[0];
    if (newest === undefined) return null;
    const state = read(newest);
    const where = `${dataFileName(newest.file)} at ${newest.offset}`;
    if (root === null) {
      findings.note(`the newest state that is whole is used: ${where}`);
      return state;
    }
    // An older one says where the tables were; the newest directory of each is what the catalog of now goes with.
    findings.note(`an older state is used, ${where}: counters of sequences may be too low`);
    const newestTables = new Map<number, ChunkPlace>();
    for (const chunk of this.chunksOf(CHUNK_TABLE)) {
      const { oid } = store.file(chunk.file).decode(chunk, CHUNK_TABLE, readTable);
      if (!newestTables.has(oid)) newestTables.set(oid, chunk);
    }
    return { ...state, tables: [...newestTables].map(([oid, place]) => ({ oid, place })) };
  }

  private findCatalog(place: ChunkPlace | null): Catalog | null {
    const { findings, store } = this;
    const read = (at: ChunkPlace): Catalog => {
      const objects = store.file(at.file).decode(at, CHUNK_CATALOG, readCatalog);
      try {
        return Catalog.restore(objects);
      } catch (error) {
        throw corruption(
          store.file(at.file).path,
          at.offset,
          `the catalog contradicts itself: ${(error as Error).message}`,
        );
      }
    };
    const catalog = place === null ? null : findings.attempt(() => read(place));
    if (catalog !== null) {
      reach(this.reached, place!);
      return catalog;
    }
    for (const chunk of this.chunksOf(CHUNK_CATALOG)) {
      const older = findings.attempt(() => read(chunk));
      if (older === null) continue;
      findings.note(`an older catalog is used, ${dataFileName(chunk.file)} at ${chunk.offset}: newer tables are lost`);
      return older;
    }
    return null;
  }

  private checkTables(state: StoredState, catalog: Catalog): Map<number, TableCheck> {
    const { findings, store } = this;
    const checks = new Map<number, TableCheck>();
    const places = new Map(state.tables.map(({ oid, place }) => [oid, place]));
    for (const relation of catalog.userRelations()) {
      if (relation.kind !== 'table') continue;
      const oid = storageOf(relation);
      const name = tableName(catalog, relation);
      const place = places.get(oid);
      places.delete(oid);
      if (place === undefined) {
        findings.damage(null, null, 'the checkpoint has no rows of the table', { table: name });
        continue;
      }
      reach(this.reached, place);
      const entry = findings.attempt(() => store.file(place.file).decode(place, CHUNK_TABLE, readTable), {
        table: name,
      });
      if (entry === null) continue;
      if (entry.oid !== oid || entry.columns.length !== relation.columns.length) {
        findings.damage(dataFileName(place.file), place.offset, 'the table is not the one that the catalog has', {
          table: name,
        });
        continue;
      }
      const checker = new TableChecker(store, findings, this.reached, name, place);
      checks.set(
        oid,
        checker.check(entry, relation, (index) => catalog.index(index)?.name ?? `${index}`),
      );
    }
    for (const oid of places.keys())
      findings.note(`the checkpoint has rows of a table ${oid} that the catalog does not know`);
    return checks;
  }

  private fileReports(root: Root | null): FileReport[] {
    return this.scanned.map((file) => ({
      name: file.name,
      bytes: file.size,
      chunks: file.chunks.length,
      chunksInUse: file.chunks.filter((chunk) => this.reached.has(`${chunk.file}.${chunk.offset}`)).length,
      damagedStretches: file.damagedStretches,
      orphan: root !== null && !root.files.some(({ number }) => number === file.number),
    }));
  }
}

/** No such directory, or no database in it. */
export function assertDatabase(files: FileSystem, directory: string): void {
  const kind = files.kindOf(directory);
  if (kind !== 'directory') {
    const what = kind === null ? 'does not exist' : 'is not a directory';
    throw sqlError('undefined_file', `data directory "${directory}" ${what}`);
  }
  const kinds = files.list(directory).map((name) => kindOfFile(name).kind);
  if (!kinds.some((found) => found === 'root' || found === 'data' || found === 'wal')) {
    throw sqlError('undefined_file', `there is no database in "${directory}"`);
  }
}
