/**
 * What the log keeps of a transaction: its outcome, not its steps. The undo records name the rows it changed, and their values
 * are in place when it commits, so nothing is noted while it runs and nothing is left of what it rolled back to savepoints.
 *
 *   part:    operations, END; the last part then has the trailer
 *   TABLE    varint oid                                  those that follow are of this table
 *   CREATE   varint columns, each u8 kind, u8 dropped, missing datum
 *   COLUMN   u8 kind, missing datum                      a column more
 *   TRUNCATE
 *   INSERT   varint row, datums of all columns
 *   RUN      varint row, varint columns, a vector each   neighbouring rows of one segment
 *   UPDATE   varint row, varint n, each varint column and datum
 *   DELETE   varint row
 *
 *   trailer: varint next OID, varint next transaction id, sequences (sequence-codec.ts); varint catalog changes, each varint oid, u8 present and, if so, the object
 */
import type { CatalogChange } from '../catalog/catalog-transaction.ts';
import { ObjectWriter } from '../catalog/object-codec.ts';
import type { ByteWriter } from '../common/byte-writer.ts';
import { KIND_DROPPED, rowIdOf, SEGMENT_SHIFT, SLOT_MASK } from '../storage/layout.ts';
import type { TableStore } from '../storage/table-store.ts';
import { UNDO_ACTION, UNDO_DELETE, UNDO_INSERT, UNDO_UPDATE, type UndoRecord } from '../storage/undo-record.ts';
import { writeDatum } from '../types/datum-codec.ts';
import type { Datum } from '../types/type-def.ts';
import { type SequenceImage, writeSequences } from './sequence-codec.ts';
import { vectorKinds } from './table-codec.ts';
import { writeVector } from './vector-codec.ts';

export const OP_END = 0;
export const OP_TABLE = 1;
export const OP_CREATE = 2;
export const OP_COLUMN = 3;
export const OP_TRUNCATE = 4;
export const OP_INSERT = 5;
export const OP_RUN = 6;
export const OP_UPDATE = 7;
export const OP_DELETE = 8;

/** Fewer neighbouring rows than these are written one by one. */
const RUN_FROM = 8;
/** Rows of the first run of a transaction's rows: the next are as long as a part has room for. */
const FIRST_RUN = 8;

export interface Trailer {
  readonly nextOid: number;
  readonly nextTransactionId: number;
  readonly sequences: readonly SequenceImage[];
  readonly changes: readonly CatalogChange[];
}

/** Writes the operations of one transaction; `cut` is called between two when the buffer is long. */
export class RedoWriter {
  private readonly out: ByteWriter;
  /** Tables made and gone again by the transaction, which nobody will know of. */
  private readonly skips: (table: TableStore) => boolean;
  private readonly cut: () => void;
  private readonly cutAt: number;
  private table: TableStore | null = null;
  private readonly created = new Set<TableStore>();

  constructor(out: ByteWriter, cutAt: number, skips: (table: TableStore) => boolean, cut: () => void) {
    this.out = out;
    this.cutAt = cutAt;
    this.skips = skips;
    this.cut = cut;
  }

  /** `newest`: the transaction's undo list. True: something was written, or cut. */
  write(newest: UndoRecord | null): boolean {
    const records: UndoRecord[] = [];
    for (let r = newest; r !== null; r = r.previous) records.push(r);
    let any = false;
    // Tables first: rows are written with the columns they have in the end.
    for (let i = records.length - 1; i >= 0; i--) {
      if (records[i]!.kind === UNDO_ACTION && this.isKept(records[i]!) && this.writeAction(records[i]!)) any = true;
    }
    for (let i = records.length - 1; i >= 0; i--) {
      const record = records[i]!;
      // Rows of before a TRUNCATE are gone.
      if (record.kind === UNDO_ACTION || record.heap !== record.table.heap || !this.isKept(record)) continue;
      this.writeRows(record);
      any = true;
      this.cutIfLong();
    }
    return any;
  }

  private cutIfLong(): void {
    if (this.out.length < this.cutAt) return;
    this.cut();
    this.table = null;
  }

  private isKept(record: UndoRecord): boolean {
    return !record.table.temporary && !this.skips(record.table);
  }

  private enter(table: TableStore): void {
    if (this.table === table) return;
    this.table = table;
    this.out.u8(OP_TABLE);
    this.out.varint(table.oid);
  }

  private writeAction(record: UndoRecord): boolean {
    const { table } = record;
    const { change } = record.action!;
    if (change === null || this.created.has(table)) return false;
    this.enter(table);
    const { out } = this;
    if (change.kind === 'truncate') out.u8(OP_TRUNCATE);
    else if (change.kind === 'addColumn') {
      out.u8(OP_COLUMN);
      this.writeColumn(table, change.column, false);
    } else {
      // As it is in the end, columns added since included.
      this.created.add(table);
      out.u8(OP_CREATE);
      out.varint(table.columnKinds.length);
      for (let c = 0; c < table.columnKinds.length; c++) this.writeColumn(table, c, true);
    }
    return true;
  }

  private writeColumn(table: TableStore, column: number, withDropped: boolean): void {
    const { out } = this;
    out.u8(vectorKinds.indexOf(table.columnKinds[column]!));
    if (withDropped) out.u8(table.kinds[column] === KIND_DROPPED ? 1 : 0);
    writeDatum(out, table.missing[column]!);
  }

  private writeRows(record: UndoRecord): void {
    const { table, rowId } = record;
    this.enter(table);
    const segment = table.completed(rowId >>> SEGMENT_SHIFT);
    // A checkpoint has written them, perhaps, and the cache let them go.
    segment.loadAll();
    const slot = rowId & SLOT_MASK;
    const { out } = this;
    switch (record.kind) {
      case UNDO_INSERT: {
        const end = slot + record.rowCount;
        // Rows deleted since are left out, and the rest is written in pieces.
        for (let from = slot; from < end; ) {
          while (from < end && segment.isDead(from)) from++;
          let to = from;
          while (to < end && !segment.isDead(to)) to++;
          if (to > from) this.writeInserts(table, rowId >>> SEGMENT_SHIFT, from, to);
          from = to;
        }
        return;
      }
      case UNDO_UPDATE: {
        if (segment.isDead(slot) || insertedBy(record)) return;
        const columns = record.columns!;
        // The same columns written again: the later record says it.
        if (record.newer !== null && record.newer.txn === record.txn && record.newer.columns === columns) return;
        out.u8(OP_UPDATE);
        out.varint(rowId);
        out.varint(columns.length);
        for (let i = 0; i < columns.length; i++) {
          out.varint(columns[i]!);
          writeDatum(out, stored(segment.read(columns[i]!, slot)));
        }
        return;
      }
      case UNDO_DELETE:
        if (insertedBy(record)) return;
        out.u8(OP_DELETE);
        out.varint(rowId);
    }
  }

  private writeInserts(table: TableStore, segmentIndex: number, from: number, to: number): void {
    if (to - from < RUN_FROM) {
      this.writeSingly(table, segmentIndex, from, to);
      return;
    }
    let rows = FIRST_RUN;
    for (let at = from; at < to; ) {
      const end = Math.min(to, at + rows);
      this.enter(table);
      const before = this.out.length;
      this.writeRun(table, segmentIndex, at, end);
      // As many as fill a part, going by those just written.
      rows = Math.max(1, Math.floor(((end - at) * this.cutAt) / (this.out.length - before)));
      this.cutIfLong();
      at = end;
    }
  }

  private writeRun(table: TableStore, segmentIndex: number, from: number, to: number): void {
    const { out } = this;
    const segment = table.segments[segmentIndex]!;
    const { kinds } = table;
    out.u8(OP_RUN);
    out.varint(rowIdOf(segmentIndex, from));
    out.varint(kinds.length);
    for (let c = 0; c < kinds.length; c++) {
      if (kinds[c] === KIND_DROPPED) writeVector(out, kinds[c]!, NOTHING, NO_BYTES, 0, 0);
      else writeVector(out, kinds[c]!, segment.data[c]!, segment.nulls[c]!, from, to - from);
    }
  }

  private writeSingly(table: TableStore, segmentIndex: number, from: number, to: number): void {
    const { out } = this;
    const segment = table.segments[segmentIndex]!;
    const { kinds } = table;
    for (let slot = from; slot < to; slot++) {
      out.u8(OP_INSERT);
      out.varint(rowIdOf(segmentIndex, slot));
      for (let c = 0; c < kinds.length; c++) {
        writeDatum(out, kinds[c] === KIND_DROPPED ? null : stored(segment.read(c, slot)));
      }
    }
  }
}

/** The same transaction made the row: the log has it as it is in the end, or not at all. */
function insertedBy(record: UndoRecord): boolean {
  for (let r = record.next; r !== null && r.txn === record.txn; r = r.next) if (r.kind === UNDO_INSERT) return true;
  return false;
}

const NOTHING: Datum[] = [];
const NO_BYTES = new Uint8Array(0);

function stored(value: Datum | undefined): Datum {
  return value === undefined ? null : value;
}

export function writeTrailer(out: ByteWriter, trailer: Trailer): void {
  out.varint(trailer.nextOid);
  out.varint(trailer.nextTransactionId);
  writeSequences(out, trailer.sequences);
  out.varint(trailer.changes.length);
  if (trailer.changes.length === 0) return;
  const objects = new ObjectWriter(out);
  for (const { oid, after } of trailer.changes) {
    out.varint(oid);
    out.u8(after === null ? 0 : 1);
    if (after !== null) objects.write(after);
  }
}
