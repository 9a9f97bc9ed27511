/**
 * A checkpoint: a fork of the database written beside the last one. What has an image is on disk already; the rest goes, as
 * chunks, into one new file. Then the root is replaced, and what was written becomes the images of the live database, as far as
 * it has not changed since.
 *
 * It runs in steps, so that others can work between them: each yields when about a block has been encoded, or to have a file
 * synced, which the driver does at once or later. Nothing of the live database is changed before the root is in place, so a
 * checkpoint that fails leaves no trace but a file, which it removes.
 *
 * Now and then all places are looked through (`collect`): files of which less than half is in use, and the smallest of too many,
 * are emptied by writing again what lives in them; a file of which nothing is in use is removed.
 */
import type { Catalog } from '../catalog/catalog.ts';
import { ByteWriter } from '../common/byte-writer.ts';
import { crc32 } from '../common/crc32.ts';
import type { GenericNode } from '../storage/btree/generic-node.ts';
import type { NumberNode } from '../storage/btree/number-node.ts';
import type { NumberTree } from '../storage/btree/number-tree.ts';
import { UNLOADED } from '../storage/image.ts';
import type { IndexStore } from '../storage/index-store.ts';
import { type ColumnArray, KIND_DROPPED } from '../storage/layout.ts';
import type { Segment } from '../storage/segment.ts';
import type { Storage } from '../storage/storage.ts';
import type { TableStore } from '../storage/table-store.ts';
import { Chunk } from './chunk.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import {
  CHUNK_CATALOG,
  CHUNK_GENERIC_NODE,
  CHUNK_NUMBER_NODE,
  CHUNK_STATE,
  CHUNK_TABLE,
  CHUNK_VECTOR,
  type ChunkPlace,
} from './data-file.ts';
import type { DataStore, KnownChunk } from './data-store.ts';
import { writeGenericNode, writeNumberNode } from './node-codec.ts';
import { permanentObjects } from './permanent.ts';
import type { RedoPoint } from './redo-point.ts';
import type { SequenceImage } from './sequence-codec.ts';
import { writeCatalog, writeState } from './state-codec.ts';
import { type IndexPlaces, type TreePlace, writeTable } from './table-codec.ts';
import { vectorSteps } from './vector-codec.ts';

/** Encoded between two steps. */
const SLICE_BYTES = 1 << 17;
/** With more files than these, the smallest are written together. */
const FILES_MAX = 16;
const WASTE_MIN_BYTES = 1 << 20;

/** What is written: nobody else uses it. */
export interface CheckpointSource {
  readonly storage: Storage;
  readonly catalog: Catalog;
  readonly name: string;
  readonly bootstrapUser: string;
  readonly nextOid: number;
  readonly nextTransactionId: number;
  readonly sequences: readonly SequenceImage[];
  /** What the log has from here on is not in it. */
  readonly redo: RedoPoint;
}

interface WrittenVector {
  readonly source: Segment;
  readonly table: number;
  readonly segment: number;
  readonly column: number;
  /** Where it was before, in a file to be emptied; null: it was in memory only. */
  readonly before: Chunk | null;
  readonly data: ColumnArray;
  readonly nulls: Uint8Array;
  readonly place: ChunkPlace;
}

export interface CheckpointResult {
  readonly state: ChunkPlace;
  readonly catalog: ChunkPlace;
  /** Files that the new root names, besides the one written. */
  readonly keptFiles: readonly number[];
  readonly vectors: readonly WrittenVector[];
  readonly nodes: ReadonlyMap<NumberNode | GenericNode, ChunkPlace>;
  readonly tables: ReadonlyMap<number, KnownChunk>;
  readonly liveBytes: number | null;
}

export class CheckpointWriter {
  private readonly source: CheckpointSource;
  private readonly store: DataStore;
  private readonly out: ChunkWriter;
  /** Everything is written, images or not: a backup. */
  private readonly whole: boolean;
  private readonly vectors: WrittenVector[] = [];
  private readonly nodes = new Map<NumberNode | GenericNode, ChunkPlace>();
  private readonly tables = new Map<number, KnownChunk>();
  private readonly places = new Map<string, ChunkPlace>();
  private readonly scratch = new ByteWriter();
  /** Files to be emptied. */
  private victims = new Set<number>();
  private sliceEnd = SLICE_BYTES;
  /** Progress: vectors done, of all. */
  doneUnits = 0;
  totalUnits = 0;

  constructor(source: CheckpointSource, store: DataStore, out: ChunkWriter, whole = false) {
    this.source = source;
    this.store = store;
    this.out = out;
    this.whole = whole;
  }

  *run(): Generator<null, CheckpointResult, void> {
    const { storage, catalog } = this.source;
    const tables = [...storage.tables.values()].filter((table) => !table.temporary);
    for (const table of tables) for (const segment of table.segments) this.totalUnits += segment.data.length;
    const usage = this.whole || !this.mustCollect() ? null : yield* this.collect(tables);
    for (const table of tables) yield* this.writeTable(table);
    const known = this.store.catalog;
    const catalogPlace =
      known !== null && known.version === catalog.version && !this.mustMove(known.place)
        ? known.place
        : this.out.write(CHUNK_CATALOG, (out) => writeCatalog(out, permanentObjects(catalog)));
    const state = this.out.write(CHUNK_STATE, (out) =>
      writeState(out, {
        ...this.source,
        tables: [...this.tables].map(([oid, { place }]) => ({ oid, place })),
        catalog: catalogPlace,
      }),
    );
    this.out.finish();
    const kept = this.whole ? [] : [...this.store.files.keys()].filter((number) => !this.victims.has(number));
    return {
      state,
      catalog: catalogPlace,
      keptFiles: kept,
      vectors: this.vectors,
      nodes: this.nodes,
      tables: this.tables,
      liveBytes: usage,
    };
  }

  private mustMove(place: ChunkPlace): boolean {
    // An image in a file that has gone since is left over from rows put aside; its bytes can be read as long as it is held.
    return this.whole || this.victims.has(place.file) || !this.store.files.has(place.file);
  }

  private *pause(): Generator<null, void, void> {
    if (this.store.cache?.over) this.store.cache.trim();
    if (this.out.size < this.sliceEnd) return;
    this.sliceEnd = this.out.size + SLICE_BYTES;
    yield null;
  }

  // Tables.

  private *writeTable(table: TableStore): Generator<null, void, void> {
    this.places.clear();
    for (let s = 0; s < table.segments.length; s++) {
      const segment = table.segments[s]!;
      for (let c = 0; c < segment.data.length; c++) {
        this.doneUnits++;
        if (table.kinds[c] === KIND_DROPPED) continue;
        this.places.set(`${s}.${c}`, yield* this.placeOfVector(table, s, c));
        yield* this.pause();
      }
    }
    const indexes: IndexPlaces[] = [];
    for (const index of table.indexes) indexes.push(yield* this.writeIndex(index));
    this.writeDirectory(table, indexes);
  }

  private *placeOfVector(table: TableStore, s: number, c: number): Generator<null, ChunkPlace, void> {
    const segment = table.segments[s]!;
    const image = segment.images[c] as Chunk | null;
    if (image !== null && !this.mustMove(image)) return image;
    let data = segment.data[c]!;
    let nulls = segment.nulls[c]!;
    // What is only on disk is read past the cache.
    if (data === UNLOADED) ({ data, nulls } = image!.loadVector(segment.count, segment.capacity));
    const place = yield* this.out.writeInSteps(CHUNK_VECTOR, (out) =>
      vectorSteps(out, table.kinds[c]!, data, nulls, segment.count),
    );
    if (!this.whole) {
      this.vectors.push({
        source: segment,
        table: table.oid,
        segment: s,
        column: c,
        before: image,
        data,
        nulls,
        place,
      });
    }
    return place;
  }

  private writeDirectory(table: TableStore, indexes: readonly IndexPlaces[]): void {
    const { scratch } = this;
    scratch.clear();
    writeTable(scratch, table, (s, c) => this.places.get(`${s}.${c}`) ?? null, indexes);
    const crc = crc32(scratch.buffer, 0, scratch.length, 0);
    const known = this.store.tables.get(table.oid);
    if (known !== undefined && known.crc === crc && known.size === scratch.length && !this.mustMove(known.place)) {
      this.tables.set(table.oid, known);
      return;
    }
    const place = this.out.write(CHUNK_TABLE, (out) => out.raw(scratch.bytes));
    this.tables.set(table.oid, { place, crc, size: scratch.length });
  }

  // Indexes.

  private *writeIndex(index: IndexStore): Generator<null, IndexPlaces, void> {
    const { oid, generic } = index;
    if (generic !== null) {
      const root = yield* this.writeNode(generic.root, CHUNK_GENERIC_NODE, writeGenericNode);
      const place = { size: generic.size, root };
      return { oid, numbers: null, nans: null, nulls: null, generic: place, numeric: generic.numericColumns };
    }
    const numbers = yield* this.writeNumbers(index.numbers!);
    const nans = index.nans === null ? null : yield* this.writeNumbers(index.nans);
    const nulls = index.nulls === null ? null : yield* this.writeNumbers(index.nulls);
    return { oid, numbers, nans, nulls, generic: null, numeric: [] };
  }

  private *writeNumbers(tree: NumberTree): Generator<null, TreePlace, void> {
    return { size: tree.size, root: yield* this.writeNode(tree.root, CHUNK_NUMBER_NODE, writeNumberNode) };
  }

  private *writeNode<N extends NumberNode | GenericNode>(
    node: N,
    kind: number,
    encode: (out: ByteWriter, node: N, children: readonly ChunkPlace[] | null) => void,
  ): Generator<null, ChunkPlace, void> {
    const image = node.image as Chunk | null;
    const moved = image === null || this.mustMove(image);
    // Below a node that is on disk all is on disk: only files to be emptied are a reason to look.
    if (!moved && (this.victims.size === 0 || this.leaves.has(node))) return image;
    if (node.count < 0) node.load();
    let children: ChunkPlace[] | null = null;
    let changed = moved;
    if (node.children !== null) {
      children = [];
      for (const child of node.children as N[]) {
        const place = yield* this.writeNode(child, kind, encode);
        changed ||= place !== (child.image as ChunkPlace | null);
        children.push(place);
      }
    }
    if (!changed) return image!;
    const place = this.out.write(kind, (out) => encode(out, node, children));
    if (!this.whole) this.nodes.set(node, place);
    yield* this.pause();
    return place;
  }

  // Files.

  private mustCollect(): boolean {
    const { files, liveBytes, totalBytes } = this.store;
    return files.size > FILES_MAX || totalBytes > 2 * liveBytes + WASTE_MIN_BYTES;
  }

  /** Leaves, which are not read: they are where their parents say. */
  private readonly leaves = new Set<NumberNode | GenericNode>();

  /** Looks through all places; the bytes in use. Afterwards `victims` are known. */
  private *collect(tables: readonly TableStore[]): Generator<null, number, void> {
    const used = new Map<number, number>();
    const note = (place: ChunkPlace | null): void => {
      if (place !== null) used.set(place.file, (used.get(place.file) ?? 0) + place.size);
    };
    for (const table of tables) {
      note(this.store.tables.get(table.oid)?.place ?? null);
      for (const segment of table.segments) for (const image of segment.images) note(image as Chunk | null);
      for (const index of table.indexes) yield* this.collectIndex(index, note);
    }
    note(this.store.catalog?.place ?? null);
    let live = 0;
    for (const bytes of used.values()) live += bytes;
    const sizes = [...this.store.files.values()].map(({ number, size }) => ({
      number,
      size,
      used: used.get(number) ?? 0,
    }));
    for (const file of sizes) if (file.used * 2 < file.size) this.victims.add(file.number);
    const left = sizes.filter((file) => !this.victims.has(file.number)).sort((a, b) => a.used - b.used);
    for (let i = 0; i < left.length - FILES_MAX / 2; i++) this.victims.add(left[i]!.number);
    return live;
  }

  private *collectIndex(index: IndexStore, note: (place: ChunkPlace | null) => void): Generator<null, void, void> {
    for (const tree of [index.generic, index.numbers, index.nans, index.nulls]) {
      if (tree !== null) yield* this.collectNode(tree.root, tree.height(), note);
    }
  }

  /** `height`: levels below the node. Leaves are not read. */
  private *collectNode(
    node: NumberNode | GenericNode,
    height: number,
    note: (place: ChunkPlace | null) => void,
  ): Generator<null, void, void> {
    note(node.image as Chunk | null);
    if (height === 0) {
      if (node.count < 0) this.leaves.add(node);
      return;
    }
    if (node.count < 0) {
      node.load();
      yield null;
    }
    for (const child of node.children!) yield* this.collectNode(child, height - 1, note);
  }
}

/** Makes what a checkpoint wrote the images of the live database, where that is still what was written. */
export function adoptImages(live: Storage, result: CheckpointResult, store: DataStore): void {
  for (const vector of result.vectors) {
    const chunk = Chunk.at(store, vector.place);
    const segment = live.tables.get(vector.table)?.segments[vector.segment];
    if (segment !== undefined && segment !== vector.source) adoptVector(segment, vector, chunk, store);
    // Often the live one itself; else it may be part of rows put aside by TRUNCATE, or of a fork.
    adoptVector(vector.source, vector, chunk, store);
  }
  for (const [node, place] of result.nodes) {
    const chunk = Chunk.at(store, place);
    node.image = chunk;
    node.cache = store.cache;
    if (node.count >= 0) store.cache?.addNode(node, chunk);
  }
}

/** A change drops the image and copies the arrays, so whoever has the one or the other that was written has not changed. */
function adoptVector(segment: Segment, vector: WrittenVector, chunk: Chunk, store: DataStore): void {
  const { column, before, data, nulls } = vector;
  if (column >= segment.data.length) return;
  const image = segment.images[column]!;
  const same =
    before === null
      ? image === null && segment.data[column] === data && segment.nulls[column] === nulls
      : image === before;
  if (!same) return;
  segment.images[column] = chunk;
  segment.cache = store.cache;
  if (segment.data[column] !== UNLOADED) store.cache?.addVector(segment, column, chunk);
}
