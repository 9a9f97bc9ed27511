/**
 * Builds views of segments that have versions: a selection of the slots the snapshot sees, and copies of those asked columns
 * in which some visible row has an older value than the one in place.
 */
import type { Datum } from '../types/type-def.ts';
import { type ColumnArray, NO_NULLS } from './layout.ts';
import type { Segment } from './segment.ts';
import type { SegmentView } from './segment-view.ts';
import { UNDO_DELETE, UNDO_INSERT, UNDO_UPDATE, type UndoRecord } from './undo-record.ts';
import { isVisible, type Snapshot } from './visibility.ts';

/** `out.data` and `out.nulls` hold the live arrays; adjusts them, the selection and the count. */
export function patchView(segment: Segment, snapshot: Snapshot, columns: readonly number[], out: SegmentView): void {
  const versions = segment.versions!;
  const dead = segment.deadCount === 0 ? null : segment.dead!;
  const count = segment.count;
  const slots = new Int32Array(count);
  let n = 0;
  for (let slot = 0; slot < count; slot++) {
    const head = versions[slot]!;
    if (head === null) {
      if (dead === null || dead[slot] === 0) slots[n++] = slot;
      continue;
    }
    let exists = dead === null || dead[slot] === 0;
    let patched = false;
    for (let r: UndoRecord | null = head; r !== null && !isVisible(r, snapshot); r = r.next) {
      if (r.kind === UNDO_UPDATE) patched = true;
      else exists = r.kind === UNDO_DELETE;
    }
    if (!exists) continue;
    slots[n++] = slot;
    if (patched) patchSlot(slot, head, snapshot, columns, out, segment);
  }
  out.count = n;
  out.selection = n === count ? null : slots;
}

function patchSlot(
  slot: number,
  head: UndoRecord,
  snapshot: Snapshot,
  columns: readonly number[],
  out: SegmentView,
  segment: Segment,
): void {
  for (let r: UndoRecord | null = head; r !== null && !isVisible(r, snapshot); r = r.next) {
    if (r.kind !== UNDO_UPDATE) continue;
    for (let i = 0; i < columns.length; i++) {
      const at = r.columns!.indexOf(columns[i]!);
      if (at < 0) continue;
      const value = r.oldValues![at]!;
      if (out.data[i] === segment.data[columns[i]!]) {
        if (sameInPlace(segment, columns[i]!, slot, value)) continue;
        copyColumn(segment, columns[i]!, i, out);
      }
      setValue(out, i, slot, value);
    }
  }
}

function sameInPlace(segment: Segment, column: number, slot: number, value: Datum): boolean {
  return segment.read(column, slot) === value;
}

function copyColumn(segment: Segment, column: number, i: number, out: SegmentView): void {
  out.owned = true;
  out.data[i] = segment.data[column]!.slice(0, segment.count) as ColumnArray;
  const nulls = segment.nulls[column]!;
  out.nulls[i] = nulls === NO_NULLS ? NO_NULLS : nulls.slice(0, segment.count);
}

function setValue(out: SegmentView, i: number, slot: number, value: Datum): void {
  const data = out.data[i]!;
  let nulls = out.nulls[i]!;
  if (value === null) {
    if (nulls === NO_NULLS) out.nulls[i] = nulls = new Uint8Array(data.length);
    nulls[slot] = 1;
    if (Array.isArray(data)) data[slot] = null;
    else data[slot] = 0;
    return;
  }
  if (nulls !== NO_NULLS) nulls[slot] = 0;
  if (typeof value === 'bigint' && data instanceof Float64Array) {
    const widened: Datum[] = Array.from(data);
    widened[slot] = value;
    out.data[i] = widened;
  } else (data as Datum[])[slot] = value;
}

/** One row as the snapshot sees it, in one-row arrays; the slot in them (0), or -1 when it sees none. */
export function patchRow(
  segment: Segment,
  slot: number,
  snapshot: Snapshot,
  columns: readonly number[],
  out: SegmentView,
): number {
  let exists = !segment.isDead(slot);
  let patched = false;
  const head = segment.versions![slot]!;
  for (let r: UndoRecord | null = head; r !== null && !isVisible(r, snapshot); r = r.next) {
    if (r.kind === UNDO_INSERT) return -1;
    if (r.kind === UNDO_DELETE) exists = true;
    else patched = true;
  }
  if (!exists) return -1;
  if (!patched) return slot;
  out.owned = true;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i]!;
    if (column < 0) continue;
    out.data[i] = segment.data[column]!.slice(slot, slot + 1) as ColumnArray;
    const nulls = segment.nulls[column]!;
    out.nulls[i] = nulls === NO_NULLS ? NO_NULLS : nulls.slice(slot, slot + 1);
    for (let r: UndoRecord | null = head; r !== null && !isVisible(r, snapshot); r = r.next) {
      if (r.kind !== UNDO_UPDATE) continue;
      const at = r.columns!.indexOf(column);
      if (at >= 0) setValue(out, i, 0, r.oldValues![at]!);
    }
  }
  return 0;
}
