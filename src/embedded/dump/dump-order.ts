/**
 * The order of a dump's objects, which is pg_dump's (pg_dump_sort.c): by kind, schema and name, and each after what it depends
 * on. Objects are placed from the end backwards; of those that nothing left depends on, the last by name is next. So the order by
 * name is kept but where a dependency forbids it, and the same contents give the same text.
 */
import { assert } from '../../common/index.ts';
import { compareText } from '../../types/index.ts';
import type { Archive } from './archive.ts';

/** Kinds in the order in which they are wanted. */
export const kindOrder = {
  schema: 1,
  collation: 1.2,
  type: 1.5,
  relation: 2,
  default: 3,
  tableData: 4,
  sequenceSet: 5,
  constraint: 6,
  index: 7,
  rule: 8,
  foreignKey: 9,
  refresh: 10,
} as const;

export interface DumpObject {
  readonly kind: keyof typeof kindOrder;
  readonly schema: string;
  readonly name: string;
  /** The table that a constraint belongs to: names of constraints are not unique in a schema. */
  readonly table?: string;
  /** Must come before this one. */
  readonly needs: Set<DumpObject>;
  readonly write: (archive: Archive) => void | Promise<void>;
}

export function compareObjects(a: DumpObject, b: DumpObject): number {
  return (
    kindOrder[a.kind] - kindOrder[b.kind] ||
    compareText(a.schema, b.schema) ||
    compareText(a.name, b.name) ||
    compareText(a.table ?? '', b.table ?? '')
  );
}

/** Needs of objects that are not in the list do not count. There must be no cycle (see addNeed). */
export function inOrder(objects: readonly DumpObject[]): DumpObject[] {
  const sorted = [...objects].sort(compareObjects);
  const places = new Map(sorted.map((object, place) => [object, place]));
  const waitingFor = new Int32Array(sorted.length);
  for (const object of sorted) {
    for (const need of object.needs) {
      const place = places.get(need);
      if (place !== undefined) waitingFor[place]!++;
    }
  }
  /** Places, ascending, of objects that may stand at the end of what is left. */
  const free: number[] = [];
  for (let place = 0; place < sorted.length; place++) if (waitingFor[place] === 0) free.push(place);
  const ordered: DumpObject[] = [];
  for (let next = free.pop(); next !== undefined; next = free.pop()) {
    const object = sorted[next]!;
    ordered.push(object);
    for (const need of object.needs) {
      const place = places.get(need);
      if (place !== undefined && --waitingFor[place]! === 0) insert(free, place);
    }
  }
  assert(ordered.length === sorted.length, 'objects of a dump depend on each other in a circle');
  return ordered.reverse();
}

function insert(ascending: number[], value: number): void {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  ascending.splice(low, 0, value);
}

/** Whether `from` needs `to`, directly or not. */
export function reaches(from: DumpObject, to: DumpObject): boolean {
  const seen = new Set<DumpObject>([from]);
  const waiting = [from];
  for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
    if (object === to) return true;
    for (const need of object.needs) {
      if (seen.has(need)) continue;
      seen.add(need);
      waiting.push(need);
    }
  }
  return false;
}

/** Adds the need unless it would close a circle; whether it did. */
export function addNeed(object: DumpObject, need: DumpObject): boolean {
  if (reaches(need, object)) return false;
  object.needs.add(need);
  return true;
}
