/**
 * What of a database on disk is in memory and could be let go: clean vectors and clean leaves of indexes, in the order they
 * were loaded. When they take more than the limit, the oldest go, but those touched since they were last looked at have another
 * turn (the clock algorithm). Without a limit nothing is noted.
 *
 * `trim` runs only where no caller holds a segment or node open: at the start of a scan of a segment, of a row's view, of a
 * commit. Views hold arrays, not segments, so what goes under a view stays until the view is dropped.
 */
import type { GenericNode } from './btree/generic-node.ts';
import type { NumberNode } from './btree/number-node.ts';
import type { Image } from './image.ts';
import type { Segment } from './segment.ts';

interface CachedVector {
  readonly segment: Segment;
  readonly column: number;
  readonly node: null;
  readonly image: Image;
}
interface CachedNode {
  readonly segment: null;
  readonly column: -1;
  readonly node: NumberNode | GenericNode;
  readonly image: Image;
}

export class Cache {
  /** Infinity: keep all. */
  limitBytes: number;
  usedBytes: number;
  /** There is more than the limit. */
  over: boolean;
  /** For statistics: segments that were looked at, vectors that had to be read from disk for it, and what was let go. */
  reads: number;
  loads: number;
  loadedBytes: number;
  evictions: number;
  private entries: (CachedVector | CachedNode)[];
  private from: number;

  constructor(limitBytes = Infinity) {
    this.limitBytes = limitBytes;
    this.usedBytes = 0;
    this.over = false;
    this.reads = 0;
    this.loads = 0;
    this.loadedBytes = 0;
    this.evictions = 0;
    this.entries = [];
    this.from = 0;
  }

  addVector(segment: Segment, column: number, image: Image): void {
    if (this.limitBytes !== Infinity) this.add({ segment, column, node: null, image });
  }

  addNode(node: NumberNode | GenericNode, image: Image): void {
    if (this.limitBytes !== Infinity && node.children === null) this.add({ segment: null, column: -1, node, image });
  }

  private add(entry: CachedVector | CachedNode): void {
    this.entries.push(entry);
    this.usedBytes += entry.image.size;
    if (this.usedBytes > this.limitBytes) this.over = true;
  }

  /** What is in memory and could be let go. */
  get entryCount(): number {
    return this.entries.length - this.from;
  }

  /** Lets go until what is left fits. */
  trim(): void {
    // Everybody gets one more turn at most, so this ends.
    let turns = 2 * (this.entries.length - this.from);
    while (this.usedBytes > this.limitBytes && turns-- > 0) {
      const entry = this.entries[this.from++]!;
      if (entry.segment?.touched && entry.segment.images[entry.column] === entry.image) {
        entry.segment.touched = false;
        this.entries.push(entry);
        continue;
      }
      this.usedBytes -= entry.image.size;
      this.evictions++;
      if (entry.segment !== null) entry.segment.unload(entry.column, entry.image);
      else entry.node.unload(entry.image);
    }
    this.over = this.usedBytes > this.limitBytes && this.from < this.entries.length;
    if (this.from > 1024 && this.from * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.from);
      this.from = 0;
    }
  }
}
