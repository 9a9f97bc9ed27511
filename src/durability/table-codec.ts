/**
 * A table's directory: its columns, its segments with the place, zone and nulls of each vector, its indexes with the places of
 * their roots.
 *
 *   varint oid · columns: varint n, each u8 kind, u8 dropped, missing datum · varint tail · varint rows
 *   segments: varint n, each varint count, varint capacity, varint dead and, if any, a vector of bits,
 *             varint vectors, each u8 stored and, if so, place; f64 min, f64 max, varint nulls
 *   indexes: varint n, each varint oid, u8 generic,
 *            generic: varint columns, u8 numeric each; tree · numbers: tree, u8 and tree of NaNs, u8 and tree of NULLs
 *   tree: varint size · place of the root
 */
import { type ByteReader, DecodeError } from '../common/byte-reader.ts';
import type { ByteWriter } from '../common/byte-writer.ts';
import { KIND_BOOL, KIND_DROPPED, NO_NULLS, SEGMENT_SIZE } from '../storage/layout.ts';
import type { TableStore } from '../storage/table-store.ts';
import { readDatum, writeDatum } from '../types/datum-codec.ts';
import type { Datum, VectorKind } from '../types/type-def.ts';
import type { ChunkPlace } from './data-file.ts';
import { readPlace, writePlace } from './node-codec.ts';
import { readVector, writeVector } from './vector-codec.ts';

/** Numbers of the vector kinds in files. */
export const vectorKinds: readonly VectorKind[] = ['bool', 'int32', 'float64', 'integer', 'mixed'];

export interface TreePlace {
  readonly size: number;
  readonly root: ChunkPlace;
}

export interface IndexPlaces {
  readonly oid: number;
  readonly numbers: TreePlace | null;
  readonly nans: TreePlace | null;
  readonly nulls: TreePlace | null;
  readonly generic: TreePlace | null;
  /** Of a generic tree: which columns are in typed arrays. */
  readonly numeric: readonly boolean[];
}

/** `placeOf`: where a vector is; null for a dropped column. */
export function writeTable(
  out: ByteWriter,
  table: TableStore,
  placeOf: (segment: number, column: number) => ChunkPlace | null,
  indexes: readonly IndexPlaces[],
): void {
  out.varint(table.oid);
  out.varint(table.columnKinds.length);
  for (let c = 0; c < table.columnKinds.length; c++) {
    out.u8(vectorKinds.indexOf(table.columnKinds[c]!));
    out.u8(table.kinds[c] === KIND_DROPPED ? 1 : 0);
    writeDatum(out, table.missing[c]!);
  }
  out.varint(table.tail);
  out.varint(table.rowCount);
  out.varint(table.segments.length);
  for (let s = 0; s < table.segments.length; s++) writeSegment(out, table, s, placeOf);
  out.varint(indexes.length);
  for (const index of indexes) writeIndex(out, index);
}

function writeSegment(
  out: ByteWriter,
  table: TableStore,
  s: number,
  placeOf: (segment: number, column: number) => ChunkPlace | null,
): void {
  const segment = table.segments[s]!;
  out.varint(segment.count);
  out.varint(segment.capacity);
  out.varint(segment.deadCount);
  if (segment.deadCount > 0) writeVector(out, KIND_BOOL, segment.dead!, NO_NULLS, 0, segment.count);
  out.varint(segment.data.length);
  for (let c = 0; c < segment.data.length; c++) {
    const place = placeOf(s, c);
    out.u8(place === null ? 0 : 1);
    if (place !== null) writePlace(out, place);
    out.f64(segment.min[c]!);
    out.f64(segment.max[c]!);
    out.varint(segment.nullCount[c]!);
  }
}

function writeIndex(out: ByteWriter, index: IndexPlaces): void {
  out.varint(index.oid);
  out.u8(index.generic === null ? 0 : 1);
  if (index.generic !== null) {
    out.varint(index.numeric.length);
    for (const numeric of index.numeric) out.u8(numeric ? 1 : 0);
    writeTree(out, index.generic);
    return;
  }
  writeTree(out, index.numbers!);
  for (const tree of [index.nans, index.nulls]) {
    out.u8(tree === null ? 0 : 1);
    if (tree !== null) writeTree(out, tree);
  }
}

function writeTree(out: ByteWriter, tree: TreePlace): void {
  out.varint(tree.size);
  writePlace(out, tree.root);
}

export interface VectorEntry {
  readonly place: ChunkPlace | null;
  readonly min: number;
  readonly max: number;
  readonly nullCount: number;
}
export interface SegmentEntry {
  readonly count: number;
  readonly capacity: number;
  readonly deadCount: number;
  readonly dead: Uint8Array | null;
  readonly vectors: readonly VectorEntry[];
}
export interface TableEntry {
  readonly oid: number;
  readonly columns: readonly { readonly kind: VectorKind; readonly dropped: boolean; readonly missing: Datum }[];
  readonly tail: number;
  readonly rowCount: number;
  readonly segments: readonly SegmentEntry[];
  readonly indexes: readonly IndexPlaces[];
}

export function readTable(input: ByteReader): TableEntry {
  const oid = input.varint();
  const columns: TableEntry['columns'][number][] = [];
  for (let n = input.count(3); n > 0; n--) {
    const kind = vectorKinds[input.u8()];
    if (kind === undefined) throw new DecodeError('a column is damaged');
    const dropped = input.u8() === 1;
    columns.push({ kind, dropped, missing: readDatum(input) });
  }
  const tail = input.varint();
  const rowCount = input.varint();
  const segments: SegmentEntry[] = [];
  for (let n = input.count(4); n > 0; n--) segments.push(readSegment(input));
  const indexes: IndexPlaces[] = [];
  for (let n = input.count(4); n > 0; n--) indexes.push(readIndex(input));
  return { oid, columns, tail, rowCount, segments, indexes };
}

function readSegment(input: ByteReader): SegmentEntry {
  const count = input.varint();
  const capacity = input.varint();
  const deadCount = input.varint();
  if (capacity > SEGMENT_SIZE || count > capacity || deadCount > count) throw new DecodeError('a segment is damaged');
  const dead = deadCount === 0 ? null : (readVector(input, capacity).data as Uint8Array);
  if (dead !== null && !(dead instanceof Uint8Array)) throw new DecodeError('a segment is damaged');
  const vectors: VectorEntry[] = [];
  for (let n = input.count(18); n > 0; n--) {
    const place = input.u8() === 1 ? readPlace(input) : null;
    const min = input.f64();
    const max = input.f64();
    vectors.push({ place, min, max, nullCount: input.varint() });
  }
  return { count, capacity, deadCount, dead, vectors };
}

function readIndex(input: ByteReader): IndexPlaces {
  const oid = input.varint();
  if (input.u8() === 1) {
    const numeric: boolean[] = [];
    for (let n = input.count(); n > 0; n--) numeric.push(input.u8() === 1);
    return { oid, numbers: null, nans: null, nulls: null, generic: readTree(input), numeric };
  }
  const numbers = readTree(input);
  const nans = input.u8() === 1 ? readTree(input) : null;
  const nulls = input.u8() === 1 ? readTree(input) : null;
  return { oid, numbers, nans, nulls, generic: null, numeric: [] };
}

function readTree(input: ByteReader): TreePlace {
  const size = input.varint();
  return { size, root: readPlace(input) };
}

/** Entries of an index that are in its places, as numbers: what `doctor` compares with rows. */
export function entryCount(index: IndexPlaces): number {
  if (index.generic !== null) return index.generic.size;
  return index.numbers!.size + (index.nans?.size ?? 0) + (index.nulls?.size ?? 0);
}
