/**
 * Earlier states of a row, rebuilt from its chain. A state is named by the record that made it go: the state "before r" is
 * what undoing everything from the head of the chain down to r leaves; "before null" (nothing undone) is the one in place.
 */
import type { Datum } from '../types/type-def.ts';
import type { Segment } from './segment.ts';
import { UNDO_DELETE, UNDO_INSERT, UNDO_UPDATE, type UndoRecord } from './undo-record.ts';
import { isVisible, type Snapshot } from './visibility.ts';

export function chainOf(segment: Segment, slot: number): UndoRecord | null {
  return segment.versions === null ? null : segment.versions[slot]!;
}

/** Whether the row exists for the snapshot. */
export function existsFor(segment: Segment, slot: number, snapshot: Snapshot): boolean {
  let exists = !segment.isDead(slot);
  for (let r = chainOf(segment, slot); r !== null && !isVisible(r, snapshot); r = r.next) {
    if (r.kind === UNDO_INSERT) return false;
    if (r.kind === UNDO_DELETE) exists = true;
  }
  return exists;
}

/** A column's value for the snapshot, provided the row exists for it. */
export function valueFor(segment: Segment, slot: number, column: number, snapshot: Snapshot): Datum {
  let value = segment.read(column, slot);
  for (let r = chainOf(segment, slot); r !== null && !isVisible(r, snapshot); r = r.next) {
    if (r.kind === UNDO_UPDATE) {
      const at = r.columns!.indexOf(column);
      if (at >= 0) value = r.oldValues![at]!;
    }
  }
  return value;
}

/** A column's value in the state before `record`. */
export function valueBefore(segment: Segment, slot: number, column: number, record: UndoRecord | null): Datum {
  let value = segment.read(column, slot);
  if (record === null) return value;
  for (let r = chainOf(segment, slot); r !== null; r = r.next) {
    if (r.kind === UNDO_UPDATE) {
      const at = r.columns!.indexOf(column);
      if (at >= 0) value = r.oldValues![at]!;
    }
    if (r === record) break;
  }
  return value;
}

/** The oldest record of the in-flight writer at the head: the state before it is the committed one. Null: none in flight. */
export function oldestInFlight(head: UndoRecord | null): UndoRecord | null {
  if (head === null || head.txn.commitTimestamp !== Infinity) return null;
  let record = head;
  while (record.next !== null && record.next.txn === head.txn) record = record.next;
  return record;
}
