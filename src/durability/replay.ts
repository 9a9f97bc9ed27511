/**
 * Makes the changes that the log tells of, on a database nobody uses yet: in place, without versions, with the indexes kept.
 * Row ids are part of the log, so slots that an aborted transaction had taken come out dead here. What the catalog alone tells
 * (dropped tables and columns, indexes) is done by `reconcile` once a transaction's catalog changes are known.
 */

import type { CatalogObject } from '../catalog/catalog-parts.ts';
import { ObjectReader } from '../catalog/object-codec.ts';
import { ByteReader, DecodeError } from '../common/byte-reader.ts';
import { SEGMENT_SHIFT, SEGMENT_SIZE, SLOT_MASK } from '../storage/layout.ts';
import type { Segment } from '../storage/segment.ts';
import type { Storage } from '../storage/storage.ts';
import type { TableStore } from '../storage/table-store.ts';
import { readDatum } from '../types/datum-codec.ts';
import type { Datum } from '../types/type-def.ts';
import {
  OP_COLUMN,
  OP_CREATE,
  OP_DELETE,
  OP_END,
  OP_INSERT,
  OP_RUN,
  OP_TABLE,
  OP_TRUNCATE,
  OP_UPDATE,
} from './redo.ts';
import { readSequences, type SequenceImage } from './sequence-codec.ts';
import { vectorKinds } from './table-codec.ts';
import { readVector, type Vector } from './vector-codec.ts';

export interface ReplayedTrailer {
  readonly nextOid: number;
  readonly nextTransactionId: number;
  readonly sequences: readonly SequenceImage[];
  readonly changes: readonly { readonly oid: number; readonly after: CatalogObject | null }[];
}

/** Makes a transaction's row changes; what its trailer says. `skipMissing`: of rows that are not there it is told by `count(0)`. */
export function replayTransaction(
  parts: readonly Uint8Array[],
  storage: Storage,
  count: (rows: number) => void,
  skipMissing = false,
): ReplayedTrailer {
  let input = new ByteReader(parts[0]!);
  for (let i = 0; i < parts.length; i++) {
    input = new ByteReader(parts[i]!);
    replayOperations(input, storage, count, skipMissing);
  }
  return readTrailer(input);
}

function replayOperations(
  input: ByteReader,
  storage: Storage,
  count: (rows: number) => void,
  skipMissing: boolean,
): void {
  let table: TableStore | null = null;
  const current = (): TableStore => {
    if (table === null) throw new DecodeError('the log speaks of a table that is not there');
    return table;
  };
  for (;;) {
    const op = input.u8();
    switch (op) {
      case OP_END:
        return;
      case OP_TABLE: {
        const oid = input.varint();
        if (input.buffer[input.position] === OP_CREATE) {
          input.u8();
          table = createTable(input, storage, oid);
        } else table = storage.tables.get(oid) ?? null;
        break;
      }
      case OP_COLUMN: {
        const kind = vectorKinds[input.u8()];
        if (kind === undefined) throw new DecodeError('a column is damaged');
        current().addColumn(kind, readDatum(input));
        break;
      }
      case OP_TRUNCATE:
        current().empty();
        break;
      case OP_INSERT: {
        const target = current();
        const rowId = input.varint();
        const row = new Array<Datum>(target.kinds.length);
        for (let c = 0; c < row.length; c++) row[c] = readDatum(input);
        insertAt(target, rowId, row);
        count(1);
        break;
      }
      case OP_RUN:
        count(replayRun(input, current()));
        break;
      case OP_UPDATE:
        count(replayUpdate(input, current(), skipMissing) ? 1 : 0);
        break;
      case OP_DELETE:
        count(deleteAt(current(), input.varint(), skipMissing) ? 1 : 0);
        break;
      default:
        throw new DecodeError(`there is no operation ${op}`);
    }
  }
}

function createTable(input: ByteReader, storage: Storage, oid: number): TableStore {
  const kinds: (typeof vectorKinds)[number][] = [];
  const dropped: number[] = [];
  const missing: Datum[] = [];
  for (let n = input.count(3); n > 0; n--) {
    const kind = vectorKinds[input.u8()];
    if (kind === undefined) throw new DecodeError('a column is damaged');
    if (input.u8() === 1) dropped.push(kinds.length);
    kinds.push(kind);
    missing.push(readDatum(input));
  }
  const table = storage.create(oid, kinds);
  table.missing = missing;
  for (const column of dropped) table.dropColumn(column);
  return table;
}

function insertAt(table: TableStore, rowId: number, row: readonly Datum[]): void {
  table.allocateAt(rowId);
  table.writeRow(rowId, row);
  for (const index of table.indexes) index.insertKey(index.keyFromRow(row), rowId);
}

function replayRun(input: ByteReader, table: TableStore): number {
  const first = input.varint();
  const width = input.count(3);
  if (width !== table.kinds.length) throw new DecodeError('rows have another number of columns than their table');
  const vectors: Vector[] = [];
  let rows = 0;
  for (let c = 0; c < width; c++) {
    const vector = readVector(input);
    vectors.push(vector);
    rows = Math.max(rows, vector.count);
  }
  if ((first & SLOT_MASK) + rows > SEGMENT_SIZE) throw new DecodeError('rows reach beyond their segment');
  const row = new Array<Datum>(width);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < width; c++) {
      const { data, nulls, count } = vectors[c]!;
      row[c] = i >= count || nulls[i] === 1 ? null : (data[i] as Datum);
    }
    insertAt(table, first + i, row);
  }
  return rows;
}

function segmentOf(table: TableStore, rowId: number, skipMissing: boolean): Segment | null {
  const segment = rowId >>> SEGMENT_SHIFT < table.segments.length ? table.completed(rowId >>> SEGMENT_SHIFT) : null;
  if (segment === null || (rowId & SLOT_MASK) >= segment.count || segment.isDead(rowId & SLOT_MASK)) {
    if (skipMissing) return null;
    throw new DecodeError('the log speaks of a row that is not there');
  }
  return segment;
}

function replayUpdate(input: ByteReader, table: TableStore, skipMissing: boolean): boolean {
  const rowId = input.varint();
  const columns: number[] = [];
  const values: Datum[] = [];
  for (let n = input.count(2); n > 0; n--) {
    const column = input.varint();
    if (column >= table.kinds.length) throw new DecodeError('the log speaks of a column that is not there');
    columns.push(column);
    values.push(readDatum(input));
  }
  const segment = segmentOf(table, rowId, skipMissing);
  if (segment === null) return false;
  const slot = rowId & SLOT_MASK;
  const touched = table.indexes.filter((index) => index.columns.some((column) => columns.includes(column)));
  const before = touched.map((index) => index.keyInPlace(segment, slot));
  table.writeColumns(rowId, columns, values);
  const written = table.segments[rowId >>> SEGMENT_SHIFT]!;
  touched.forEach((index, i) => {
    const after = index.keyInPlace(written, slot);
    if (index.sameKey(before[i]!, after)) return;
    index.removeKey(before[i]!, rowId);
    index.insertKey(after, rowId);
  });
  return true;
}

function deleteAt(table: TableStore, rowId: number, skipMissing: boolean): boolean {
  const segment = segmentOf(table, rowId, skipMissing);
  if (segment === null) return false;
  for (const index of table.indexes) index.removeKey(index.keyInPlace(segment, rowId & SLOT_MASK), rowId);
  table.kill(rowId);
  table.release(rowId);
  return true;
}

function readTrailer(input: ByteReader): ReplayedTrailer {
  const nextOid = input.varint();
  const nextTransactionId = input.varint();
  const sequences = readSequences(input);
  const changes: { oid: number; after: CatalogObject | null }[] = [];
  const objects = new ObjectReader(input);
  for (let n = input.count(2); n > 0; n--) {
    const oid = input.varint();
    changes.push({ oid, after: input.u8() === 1 ? objects.readObject() : null });
  }
  return { nextOid, nextTransactionId, sequences, changes };
}
