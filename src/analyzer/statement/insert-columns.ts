/** The target list of INSERT and of MERGE's INSERT: which column, or part of a column, each value is for. */
import type { BoundExpr } from '../../catalog/tree.ts';
import { sqlError } from '../../errors/index.ts';
import type { InsertColumn } from '../../parser/ast/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { constant } from '../expression/make-nodes.ts';
import type { Scope } from '../scope.ts';
import { assignTo } from './assign.ts';
import { bindPlace, type Place } from './assignment-place.ts';
import { attributeOf, columnNamed, type ModificationTarget, type TargetColumn } from './modification-target.ts';

/** Where one value goes. */
export interface InsertSlot {
  readonly column: TargetColumn;
  /** An element or field of the column; null: the whole. */
  readonly place: Place | null;
  /** Of the values it takes. */
  readonly type: Oid;
  readonly typmod: number;
  assign(value: BoundExpr): BoundExpr;
}

/** One slot per value that may be given, in order. */
export function insertSlots(
  written: readonly InsertColumn[],
  target: ModificationTarget,
  scope: Scope,
): readonly InsertSlot[] {
  if (written.length === 0) return target.columns.map((column) => wholeColumn(column, scope));
  const slots: InsertSlot[] = [];
  for (const item of written) {
    const column = columnNamed(target, item, 'INSERT');
    const place = bindPlace(item, column, scope, 'INSERT');
    const slot = place === null ? wholeColumn(column, scope) : placeSlot(column, place, scope);
    const twice = slots.some((other) => other.column === column && (place === null || other.place === null));
    if (twice) {
      throw sqlError('duplicate_column', `column "${item.name}" specified more than once`, { location: item.location });
    }
    slots.push(slot);
  }
  return slots;
}

function wholeColumn(column: TargetColumn, scope: Scope): InsertSlot {
  const { type, typmod } = column;
  return {
    column,
    place: null,
    type,
    typmod,
    assign: (value) => assignTo(column, value, scope.state),
  };
}

function placeSlot(column: TargetColumn, place: Place, scope: Scope): InsertSlot {
  const { type, typmod } = place;
  return {
    column,
    place,
    type,
    typmod,
    assign: (value) => place.convert(value, scope.state),
  };
}

/** Puts a converted value where its slot says. */
export function assignSlot(
  values: Map<number, BoundExpr>,
  target: ModificationTarget,
  slot: InsertSlot,
  value: BoundExpr,
): void {
  const position = attributeOf(slot.column, 'INSERT');
  const { name, type, typmod } = target.table.columns[position]!;
  // Two columns of a view may be the same column of its table.
  if (slot.place === null && values.has(position)) {
    throw sqlError('syntax_error', `multiple assignments to same column "${name}"`);
  }
  const before = values.get(position) ?? constant(type, null, -1, typmod);
  values.set(position, slot.place === null ? value : slot.place.into(before, value));
}

export function checkWidth(
  width: number,
  extra: () => number,
  written: readonly InsertColumn[],
  slots: readonly InsertSlot[],
): void {
  if (width > slots.length) {
    throw sqlError('syntax_error', 'INSERT has more expressions than target columns', { location: extra() });
  }
  if (written.length > 0 && width < slots.length) {
    throw sqlError('syntax_error', 'INSERT has more target columns than expressions', {
      location: written[width]!.location,
    });
  }
}

/** Generated columns take no value, identity columns GENERATED ALWAYS only one that overrides. */
export function checkOverride(
  target: ModificationTarget,
  slot: InsertSlot,
  overriding: 'system' | 'user' | null,
): void {
  const column = target.table.columns[attributeOf(slot.column, 'INSERT')]!;
  if (column.generated) {
    throw sqlError('generated_always', `cannot insert a non-DEFAULT value into column "${column.name}"`, {
      detail: `Column "${column.name}" is a generated column.`,
    });
  }
  if (column.identity === 'always' && overriding === null) {
    throw sqlError('generated_always', `cannot insert a non-DEFAULT value into column "${column.name}"`, {
      detail: `Column "${column.name}" is an identity column defined as GENERATED ALWAYS.`,
      hint: 'Use OVERRIDING SYSTEM VALUE to override.',
    });
  }
}

/** OVERRIDING USER VALUE: the value of an identity column is generated, whatever was written. */
export function isOverridden(
  slot: InsertSlot,
  overriding: 'system' | 'user' | null,
  target: ModificationTarget,
): boolean {
  return overriding === 'user' && target.table.columns[attributeOf(slot.column, 'INSERT')]!.identity !== null;
}

/** The same: what was given for identity columns is not used. */
export function overridden(
  given: ReadonlyMap<number, BoundExpr>,
  overriding: 'system' | 'user' | null,
  target: ModificationTarget,
  slots: readonly InsertSlot[],
): ReadonlyMap<number, BoundExpr> {
  if (overriding !== 'user') return given;
  const values = new Map(given);
  for (const slot of slots) {
    if (isOverridden(slot, overriding, target)) values.delete(attributeOf(slot.column, 'INSERT'));
  }
  return values;
}
