/**
 * A table as a checkpoint has it: each vector and each index node that its directory leads to is read, and compared with what is
 * said of it elsewhere: counts, dead rows, zone maps, numbers of nulls, sizes and heights of trees.
 */
import type { TableDescriptor } from '../../catalog/descriptors.ts';
import { KIND_DROPPED, KIND_INTEGER, KIND_MIXED, kindCode } from '../../storage/layout.ts';
import { CHUNK_GENERIC_NODE, CHUNK_NUMBER_NODE, CHUNK_VECTOR, type ChunkPlace } from '../data-file.ts';
import type { DataStore } from '../data-store.ts';
import { dataFileName } from '../format.ts';
import { type NodeImage, readGenericNode, readNumberNode } from '../node-codec.ts';
import type { IndexPlaces, SegmentEntry, TableEntry, TreePlace, VectorEntry } from '../table-codec.ts';
import { readVector, type Vector } from '../vector-codec.ts';
import type { Findings } from './findings.ts';

/** Of which chunks the database is made: `file.offset`. */
export type Reached = Set<string>;

export function reach(reached: Reached, place: ChunkPlace): void {
  reached.add(`${place.file}.${place.offset}`);
}

export interface TableCheck {
  readonly name: string;
  readonly entry: TableEntry;
  /** Segments in which some vector is damaged. */
  readonly lostSegments: ReadonlySet<number>;
  readonly lostRows: number;
  /** OIDs of indexes with a damaged node. */
  readonly damagedIndexes: ReadonlySet<number>;
}

export class TableChecker {
  private readonly store: DataStore;
  private readonly findings: Findings;
  private readonly reached: Reached;
  private readonly name: string;
  private readonly place: ChunkPlace;

  /** `place`: of the table's directory, which is to blame for what contradicts itself. */
  constructor(store: DataStore, findings: Findings, reached: Reached, name: string, place: ChunkPlace) {
    this.store = store;
    this.findings = findings;
    this.reached = reached;
    this.name = name;
    this.place = place;
  }

  check(entry: TableEntry, descriptor: TableDescriptor, indexName: (oid: number) => string): TableCheck {
    const lostSegments = new Set<number>();
    let lostRows = 0;
    let rows = 0;
    entry.segments.forEach((segment, s) => {
      rows += segment.count - segment.deadCount;
      if (this.segment(entry, segment, s)) return;
      lostSegments.add(s);
      lostRows += segment.count - segment.deadCount;
    });
    if (rows !== entry.rowCount) this.contradiction(`${entry.rowCount} rows are said to be there, and ${rows} are`);
    const damagedIndexes = new Set<number>();
    for (const index of entry.indexes) {
      if (!this.index(index, indexName(index.oid))) damagedIndexes.add(index.oid);
    }
    for (const oid of descriptor.indexes) {
      if (entry.indexes.some((index) => index.oid === oid)) continue;
      this.contradiction(`index "${indexName(oid)}" is missing`, indexName(oid));
      damagedIndexes.add(oid);
    }
    return { name: this.name, entry, lostSegments, lostRows, damagedIndexes };
  }

  private contradiction(what: string, index?: string): void {
    const of = index === undefined ? { table: this.name } : { table: this.name, index };
    this.findings.damage(dataFileName(this.place.file), this.place.offset, what, of);
  }

  private segment(entry: TableEntry, segment: SegmentEntry, s: number): boolean {
    const { dead } = segment;
    let deadCount = 0;
    if (dead !== null) for (let slot = 0; slot < segment.count; slot++) deadCount += dead[slot]!;
    if (deadCount !== segment.deadCount)
      this.contradiction(`segment ${s} has ${deadCount} dead rows, not ${segment.deadCount}`);
    let whole = true;
    segment.vectors.forEach((vector, c) => {
      if (vector.place === null) return;
      const column = entry.columns[c];
      if (column === undefined) this.contradiction(`segment ${s} has more columns than the table`);
      else if (!this.vector(segment, vector, vector.place, column.dropped ? KIND_DROPPED : kindCode(column.kind), c))
        whole = false;
    });
    return whole;
  }

  private vector(segment: SegmentEntry, entry: VectorEntry, place: ChunkPlace, kind: number, column: number): boolean {
    reach(this.reached, place);
    const vector = this.findings.attempt(
      () => this.store.file(place.file).decode(place, CHUNK_VECTOR, (bytes) => readVector(bytes)),
      { table: this.name },
    );
    if (vector === null) return false;
    const problem =
      vector.count < segment.count
        ? `the vector has ${vector.count} rows, its segment ${segment.count}`
        : vector.kind !== kind && !(kind === KIND_INTEGER && vector.kind === KIND_MIXED)
          ? 'the vector holds values of another kind than its column'
          : null;
    if (problem !== null) {
      this.findings.damage(dataFileName(place.file), place.offset, problem, { table: this.name });
      return false;
    }
    const wrong = zoneProblem(segment, entry, vector);
    if (wrong !== null) this.contradiction(`column ${column + 1}: ${wrong}`);
    return true;
  }

  private index(index: IndexPlaces, name: string): boolean {
    let whole = true;
    for (const tree of [index.numbers, index.nans, index.nulls]) {
      if (tree !== null && !this.tree(tree, name, CHUNK_NUMBER_NODE)) whole = false;
    }
    if (index.generic !== null && !this.tree(index.generic, name, CHUNK_GENERIC_NODE)) whole = false;
    return whole;
  }

  private tree(tree: TreePlace, index: string, kind: number): boolean {
    const seen: Reached = new Set();
    const walk = { whole: true, entries: 0, depth: -1 };
    this.node(tree.root, 0, index, kind, seen, walk);
    for (const place of seen) this.reached.add(place);
    if (walk.whole && walk.entries !== tree.size) {
      this.contradiction(`index "${index}" has ${walk.entries} entries, not ${tree.size}`, index);
      return false;
    }
    return walk.whole;
  }

  private node(
    place: ChunkPlace,
    depth: number,
    index: string,
    kind: number,
    seen: Reached,
    walk: { whole: boolean; entries: number; depth: number },
  ): void {
    const fail = (what: string): void => {
      walk.whole = false;
      this.findings.damage(dataFileName(place.file), place.offset, what, { table: this.name, index });
    };
    const known = seen.size;
    reach(seen, place);
    if (seen.size === known) {
      fail('two nodes have the same child');
      return;
    }
    const node = this.findings.attempt(
      () =>
        this.store
          .file(place.file)
          .decode<NodeImage>(place, kind, kind === CHUNK_NUMBER_NODE ? readNumberNode : readGenericNode),
      { table: this.name, index },
    );
    if (node === null) {
      walk.whole = false;
      return;
    }
    if (node.children === null) {
      walk.entries += node.count;
      if (walk.depth < 0) walk.depth = depth;
      if (walk.depth !== depth) fail('the leaves of the index are not all at the same depth');
      return;
    }
    for (const child of node.children) this.node(child, depth + 1, index, kind, seen, walk);
  }
}

/** NaN bounds say nothing; rows that are dead may lie outside. */
function zoneProblem(segment: SegmentEntry, entry: VectorEntry, vector: Vector): string | null {
  const { dead, count } = segment;
  const { data, nulls } = vector;
  const bounded = !Number.isNaN(entry.min) && !Array.isArray(data);
  let nullCount = 0;
  for (let slot = 0; slot < count; slot++) {
    if (dead !== null && dead[slot] === 1) continue;
    if (nulls[slot] === 1) nullCount++;
    else if (bounded) {
      const value = data[slot] as number;
      if (!(value >= entry.min && value <= entry.max)) {
        return `the value ${value} lies outside of the bounds of its segment, ${entry.min} to ${entry.max}`;
      }
    }
  }
  return nullCount > entry.nullCount ? `there are ${nullCount} nulls, not ${entry.nullCount}` : null;
}
