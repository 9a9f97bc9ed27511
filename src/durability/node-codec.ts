/**
 * Index nodes as bytes: keys and row ids as vectors, then the places of the children, if there are any.
 *
 *   number node:   u8 has children · keys vector · rows vector · places
 *   generic node:  u8 has children · varint columns · u8 typed and a vector for each · rows vector · places
 *   place:         varint file · varint offset · varint size
 */
import { type ByteReader, DecodeError } from '../common/byte-reader.ts';
import type { ByteWriter } from '../common/byte-writer.ts';
import type { GenericNode, KeyColumn } from '../storage/btree/generic-node.ts';
import { GENERIC_NODE_MAX } from '../storage/btree/generic-node.ts';
import { NODE_MAX, type NumberNode } from '../storage/btree/number-node.ts';
import { KIND_FLOAT64, KIND_MIXED, NO_NULLS } from '../storage/layout.ts';
import type { Datum } from '../types/type-def.ts';
import type { ChunkPlace } from './data-file.ts';
import { readVector, writeVector } from './vector-codec.ts';

/** Arrays of nodes are never empty: they grow by doubling. */
const LEAST_ROOM = 8;

export function writePlace(out: ByteWriter, place: ChunkPlace): void {
  out.varint(place.file);
  out.varint(place.offset);
  out.varint(place.size);
}

export function readPlace(input: ByteReader): ChunkPlace {
  const file = input.varint();
  const offset = input.varint();
  return { file, offset, size: input.varint() };
}

export function writeNumberNode(out: ByteWriter, node: NumberNode, children: readonly ChunkPlace[] | null): void {
  out.u8(children === null ? 0 : 1);
  writeVector(out, KIND_FLOAT64, node.keys, NO_NULLS, 0, node.count);
  writeRows(out, node.rows, node.count);
  if (children !== null) for (const child of children) writePlace(out, child);
}

/** Row ids are unsigned, which doubles hold. */
function writeRows(out: ByteWriter, rows: Uint32Array, count: number): void {
  writeVector(out, KIND_FLOAT64, Float64Array.from(rows.subarray(0, count)), NO_NULLS, 0, count);
}

export interface NodeImage {
  readonly count: number;
  readonly rows: Uint32Array;
  readonly children: readonly ChunkPlace[] | null;
}

export function readNumberNode(input: ByteReader): NodeImage & { readonly keys: Float64Array } {
  const inner = input.u8() === 1;
  const keys = readVector(input, LEAST_ROOM);
  if (!(keys.data instanceof Float64Array) || keys.count > NODE_MAX) throw new DecodeError('an index node is damaged');
  const rows = readRows(input, keys.count);
  return { count: keys.count, keys: keys.data, rows, children: inner ? readPlaces(input, keys.count + 1) : null };
}

function readRows(input: ByteReader, count: number): Uint32Array {
  const rows = readVector(input, LEAST_ROOM);
  if (rows.count !== count || !(rows.data instanceof Float64Array)) throw new DecodeError('an index node is damaged');
  return Uint32Array.from(rows.data);
}

function readPlaces(input: ByteReader, count: number): ChunkPlace[] {
  const places: ChunkPlace[] = [];
  for (let i = 0; i < count; i++) places.push(readPlace(input));
  return places;
}

export function writeGenericNode(out: ByteWriter, node: GenericNode, children: readonly ChunkPlace[] | null): void {
  const { count } = node;
  out.u8(children === null ? 0 : 1);
  out.varint(node.columns.length);
  for (const column of node.columns) {
    if (column instanceof Float64Array) {
      out.u8(1);
      writeVector(out, KIND_FLOAT64, column, NO_NULLS, 0, count);
    } else {
      out.u8(0);
      writeVector(out, KIND_MIXED, column, nullsOf(column), 0, count);
    }
  }
  writeRows(out, node.rows, count);
  if (children !== null) for (const child of children) writePlace(out, child);
}

function nullsOf(values: readonly Datum[]): Uint8Array {
  if (!values.includes(null)) return NO_NULLS;
  return Uint8Array.from(values, (value) => (value === null ? 1 : 0));
}

export function readGenericNode(input: ByteReader): NodeImage & { readonly columns: KeyColumn[] } {
  const inner = input.u8() === 1;
  const columns: KeyColumn[] = [];
  let count = 0;
  for (let n = input.count(); n > 0; n--) {
    const typed = input.u8() === 1;
    const vector = readVector(input, typed ? LEAST_ROOM : 0);
    const { data } = vector;
    const fits = typed ? data instanceof Float64Array : Array.isArray(data);
    if (!fits || (columns.length > 0 && vector.count !== count) || vector.count > GENERIC_NODE_MAX) {
      throw new DecodeError('an index node is damaged');
    }
    count = vector.count;
    columns.push(data as KeyColumn);
  }
  const rows = readRows(input, count);
  return { count, columns, rows, children: inner ? readPlaces(input, count + 1) : null };
}
