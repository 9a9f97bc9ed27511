/**
 * A segment: up to 2^14 rows of a table as one vector per attribute, the newest version of each row in place.
 *
 * Invariants:
 *   slots [0, count) are in use; each is live, or dead (`dead[slot] = 1`: its newest version is "no row");
 *   `versions` is null exactly when no slot has a chain of undo records, and has versionCount non-null heads otherwise;
 *   a segment that other databases share has no versions (fork cleans its copy), so chains are changed without ownership;
 *   `vectorOwner[c]` is the token of who may write data[c] and nulls[c] in place (data and nulls are copied together);
 *   `images[c]` is not null exactly when what is on disk equals data[c] and nulls[c]; data[c] may then be UNLOADED;
 *   every value ever visible since the last refresh lies in [min[c], max[c]], or both are NaN (a NaN came: nothing is known).
 */
import { assert } from '../common/assert.ts';
import type { Datum } from '../types/type-def.ts';
import type { Cache } from './cache.ts';
import { type Image, UNLOADED } from './image.ts';
import {
  type ColumnArray,
  FIRST_CAPACITY,
  KIND_BOOL,
  KIND_DROPPED,
  KIND_FLOAT64,
  KIND_INT32,
  KIND_INTEGER,
  KIND_MIXED,
  NO_NULLS,
  newVector,
  SEGMENT_SIZE,
} from './layout.ts';
import { NOBODY } from './owner.ts';
import { UNDO_INSERT, type UndoRecord } from './undo-record.ts';

/** What is known of a column of a segment. Skip the segment when `zone.max < x`; NaN bounds make every such test false. */
export interface Zone {
  readonly min: number;
  readonly max: number;
  /** An upper bound; 0 means none. */
  readonly nullCount: number;
  readonly rowCount: number;
}

/** Arrays of nulls left over from segments whose last chain went, so that autocommitted writes allocate none. */
const spareVersions: (UndoRecord | null)[][] = [];
/** Enough for a segment each of many small transactions at a time; 128 KB each. */
const SPARE_MAX = 64;

export class Segment {
  owner: number;
  count: number;
  capacity: number;
  data: ColumnArray[];
  nulls: Uint8Array[];
  vectorOwner: number[];
  images: (Image | null)[];
  /** Vectors not loaded. */
  unloadedCount: number;
  /** Where loaded vectors are noted; null for what was never on disk. */
  cache: Cache | null;
  /** Read since the cache last looked. */
  touched: boolean;
  /** Zone map, for number kinds. */
  min: number[];
  max: number[];
  nullCount: number[];
  versions: (UndoRecord | null)[] | null;
  versionCount: number;
  dead: Uint8Array | null;
  deadCount: number;
  deadOwner: number;
  /** The slots that are not dead, when some are and it has been asked for. */
  liveSlots: Int32Array | null;
  /** Dead slots without chains that inserts are filling again. */
  freeSlots: number[] | null;

  constructor(owner: number) {
    this.owner = owner;
    this.count = 0;
    this.capacity = 0;
    this.data = [];
    this.nulls = [];
    this.vectorOwner = [];
    this.images = [];
    this.unloadedCount = 0;
    this.cache = null;
    this.touched = false;
    this.min = [];
    this.max = [];
    this.nullCount = [];
    this.versions = null;
    this.versionCount = 0;
    this.dead = null;
    this.deadCount = 0;
    this.deadOwner = NOBODY;
    this.liveSlots = null;
    this.freeSlots = null;
  }

  static create(kinds: readonly number[], owner: number): Segment {
    const segment = new Segment(owner);
    segment.capacity = FIRST_CAPACITY;
    for (let c = 0; c < kinds.length; c++) {
      const known = kinds[c]! < KIND_MIXED;
      const data = newVector(kinds[c]!, FIRST_CAPACITY);
      segment.addVector(data, NO_NULLS, owner, known ? Infinity : NaN, known ? -Infinity : NaN, 0);
    }
    return segment;
  }

  addVector(data: ColumnArray, nulls: Uint8Array, owner: number, min: number, max: number, nullCount: number): void {
    this.data.push(data);
    this.nulls.push(nulls);
    this.vectorOwner.push(owner);
    this.images.push(null);
    this.min.push(min);
    this.max.push(max);
    this.nullCount.push(nullCount);
  }

  /** A segment of `owner` over the same vectors, without versions. */
  share(owner: number): Segment {
    const copy = new Segment(owner);
    copy.count = this.count;
    copy.capacity = this.capacity;
    copy.data = this.data.slice();
    copy.nulls = this.nulls.slice();
    copy.vectorOwner = this.vectorOwner.slice();
    copy.images = this.images.slice();
    copy.unloadedCount = this.unloadedCount;
    copy.cache = this.cache;
    copy.min = this.min.slice();
    copy.max = this.max.slice();
    copy.nullCount = this.nullCount.slice();
    copy.dead = this.dead;
    copy.deadCount = this.deadCount;
    copy.deadOwner = this.deadOwner;
    copy.liveSlots = this.liveSlots;
    return copy;
  }

  zone(column: number): Zone {
    if (column >= this.data.length) return { min: NaN, max: NaN, nullCount: this.count, rowCount: this.count };
    return {
      min: this.min[column]!,
      max: this.max[column]!,
      nullCount: this.nullCount[column]!,
      rowCount: this.count,
    };
  }

  /** Doubles the room for rows. */
  grow(kinds: readonly number[], token: number): void {
    const capacity = Math.min(this.capacity * 2, SEGMENT_SIZE);
    assert(capacity > this.capacity, 'a full segment was to grow');
    this.loadAll();
    for (let c = 0; c < this.data.length; c++) {
      const data = this.data[c]!;
      if (kinds[c] === KIND_DROPPED) continue;
      if (Array.isArray(data)) {
        if (this.vectorOwner[c] !== token) this.data[c] = data.slice(0, this.count);
      } else {
        const grown = newVector(kinds[c]!, capacity) as Float64Array;
        grown.set(data.length > capacity ? data.subarray(0, capacity) : data);
        this.data[c] = grown;
      }
      const nulls = this.nulls[c]!;
      if (nulls !== NO_NULLS) {
        const grownNulls = new Uint8Array(capacity);
        grownNulls.set(nulls.length > capacity ? nulls.subarray(0, capacity) : nulls);
        this.nulls[c] = grownNulls;
      }
      this.vectorOwner[c] = token;
      this.images[c] = null;
    }
    if (this.dead !== null) {
      const grownDead = new Uint8Array(capacity);
      grownDead.set(this.dead);
      this.dead = grownDead;
      this.deadOwner = token;
    }
    if (this.versions !== null) while (this.versions.length < capacity) this.versions.push(null);
    this.capacity = capacity;
  }

  ownVector(column: number, token: number): void {
    if (this.vectorOwner[column] === token) return;
    if (this.data[column] === UNLOADED) this.load(column);
    this.images[column] = null;
    const data = this.data[column]!;
    this.data[column] = Array.isArray(data) ? data.slice(0, this.count) : data.slice(0, this.capacity);
    const nulls = this.nulls[column]!;
    if (nulls !== NO_NULLS) this.nulls[column] = nulls.slice(0, this.capacity);
    this.vectorOwner[column] = token;
  }

  /** Brings a vector that is not loaded into memory. */
  load(column: number): void {
    const image = this.images[column]!;
    const { data, nulls } = image.loadVector(this.count, this.capacity);
    this.data[column] = data;
    this.nulls[column] = nulls;
    this.unloadedCount--;
    const { cache } = this;
    if (cache === null) return;
    cache.loads++;
    cache.loadedBytes += image.size;
    cache.addVector(this, column, image);
  }

  loadAll(): void {
    if (this.unloadedCount === 0) return;
    for (let c = 0; c < this.data.length; c++) if (this.data[c] === UNLOADED) this.load(c);
  }

  /** Notes what is loaded and clean, for a segment that takes the place of another. */
  noteLoaded(): void {
    const { cache } = this;
    if (cache === null) return;
    for (let c = 0; c < this.data.length; c++) {
      const image = this.images[c]!;
      if (image !== null && this.data[c] !== UNLOADED) cache.addVector(this, c, image);
    }
  }

  /** Lets a vector go, if it is still the image's. */
  unload(column: number, image: Image): void {
    if (this.images[column] !== image || this.data[column] === UNLOADED) return;
    this.data[column] = UNLOADED;
    this.nulls[column] = NO_NULLS;
    this.vectorOwner[column] = NOBODY;
    this.unloadedCount++;
  }

  /** Writes a value in place. The segment must be owned; the vector is made so. */
  write(column: number, slot: number, kind: number, value: Datum, token: number): void {
    if (this.vectorOwner[column] !== token) this.ownVector(column, token);
    if (value === null) {
      this.writeNull(column, slot);
      return;
    }
    const nulls = this.nulls[column]!;
    if (nulls !== NO_NULLS) nulls[slot] = 0;
    const data = this.data[column]!;
    switch (kind) {
      case KIND_INT32:
        (data as Int32Array)[slot] = value as number;
        break;
      case KIND_FLOAT64:
        (data as Float64Array)[slot] = value as number;
        break;
      case KIND_BOOL:
        (data as Uint8Array)[slot] = value as number;
        break;
      case KIND_MIXED:
        (data as Datum[])[slot] = value;
        return;
      default:
        if (typeof value === 'bigint' || Array.isArray(data)) {
          const widened = Array.isArray(data) ? data : this.widen(column);
          widened[slot] = value;
          return;
        }
        (data as Float64Array)[slot] = value as number;
    }
    const number = +(value as number);
    if (number < this.min[column]!) this.min[column] = number;
    if (number > this.max[column]!) this.max[column] = number;
    if (Number.isNaN(number)) this.noZone(column);
  }

  private noZone(column: number): void {
    this.min[column] = NaN;
    this.max[column] = NaN;
  }

  private writeNull(column: number, slot: number): void {
    let nulls = this.nulls[column]!;
    if (nulls === NO_NULLS) {
      nulls = new Uint8Array(this.capacity);
      this.nulls[column] = nulls;
    }
    nulls[slot] = 1;
    this.nullCount[column] = this.nullCount[column]! + 1;
    const data = this.data[column]!;
    if (Array.isArray(data)) data[slot] = null;
    else data[slot] = 0;
  }

  /** An integer vector met a bigint: from now on it holds scalars. */
  private widen(column: number): Datum[] {
    const widened: Datum[] = Array.from((this.data[column] as Float64Array).subarray(0, this.count));
    this.data[column] = widened;
    this.noZone(column);
    return widened;
  }

  /** The value in place: booleans as 0 and 1. */
  read(column: number, slot: number): Datum {
    if (this.data[column] === UNLOADED) this.load(column);
    const nulls = this.nulls[column]!;
    if (nulls !== NO_NULLS && nulls[slot] === 1) return null;
    return this.data[column]![slot] as Datum;
  }

  isDead(slot: number): boolean {
    return this.deadCount !== 0 && this.dead![slot] === 1;
  }

  setDead(slot: number, token: number): void {
    if (this.dead === null) {
      this.dead = new Uint8Array(this.capacity);
      this.deadOwner = token;
    } else if (this.deadOwner !== token) this.ownDead(token);
    this.dead[slot] = 1;
    this.deadCount++;
    this.liveSlots = null;
  }

  clearDead(slot: number, token: number): void {
    if (this.deadOwner !== token) this.ownDead(token);
    this.dead![slot] = 0;
    this.deadCount--;
    this.liveSlots = null;
  }

  private ownDead(token: number): void {
    const copy = new Uint8Array(this.capacity);
    copy.set(this.dead!.subarray(0, Math.min(this.dead!.length, this.capacity)));
    this.dead = copy;
    this.deadOwner = token;
  }

  /** The slots that are not dead. */
  selectLive(): Int32Array {
    if (this.liveSlots !== null) return this.liveSlots;
    const dead = this.dead!;
    const slots = new Int32Array(this.count - this.deadCount);
    let n = 0;
    for (let slot = 0; slot < this.count; slot++) if (dead[slot] === 0) slots[n++] = slot;
    assert(n === slots.length, 'the count of dead slots is wrong');
    this.liveSlots = slots;
    return slots;
  }

  /** Puts a record at the head of the slot's chain. True when it is the segment's first. */
  pushVersion(slot: number, record: UndoRecord): boolean {
    const first = this.versions === null;
    if (first) this.versions = takeVersions(this.capacity);
    const versions = this.versions!;
    const head = versions[slot]!;
    if (head === null) this.versionCount++;
    else {
      record.next = head;
      if (head.kind !== UNDO_INSERT) head.newer = record;
    }
    versions[slot] = record;
    return first;
  }

  /** Takes the head off the slot's chain. True when the segment has no chain left. */
  popVersion(slot: number): boolean {
    const versions = this.versions!;
    const older = versions[slot]!.next;
    versions[slot] = older;
    if (older !== null) {
      older.newer = null;
      return false;
    }
    return this.versionGone();
  }

  /** Cuts the record, and what is older, off the slot's chain, if it is on it. True when the segment has no chain left. */
  cutVersion(slot: number, record: UndoRecord): boolean {
    if (this.versions === null) return false;
    const head = this.versions[slot]!;
    if (head === null) return false;
    if (head === record) {
      this.versions[slot] = null;
      return this.versionGone();
    }
    let newer = record.newer;
    if (record.kind === UNDO_INSERT) {
      newer = head;
      while (newer !== null && newer.next !== record) newer = newer.next;
    }
    if (newer !== null) newer.next = null;
    return false;
  }

  private versionGone(): boolean {
    if (--this.versionCount > 0) return false;
    giveVersions(this.versions!);
    this.versions = null;
    return true;
  }

  /** All slots are dead and without chains: start again from slot 0. */
  reset(kinds: readonly number[], token: number): void {
    assert(this.versions === null && this.deadCount === this.count, 'a segment in use was to be reset');
    this.count = 0;
    this.dead = null;
    this.deadCount = 0;
    this.liveSlots = null;
    this.freeSlots = null;
    for (let c = 0; c < this.data.length; c++) {
      if (kinds[c] === KIND_DROPPED) continue;
      if (this.data[c] === UNLOADED) this.unloadedCount--;
      this.images[c] = null;
      const widened = kinds[c] === KIND_INTEGER && Array.isArray(this.data[c]);
      if (kinds[c] === KIND_MIXED) this.data[c] = [];
      else if (widened || this.vectorOwner[c] !== token) this.data[c] = newVector(kinds[c]!, this.capacity);
      this.nulls[c] = NO_NULLS;
      this.vectorOwner[c] = token;
      this.min[c] = kinds[c] === KIND_MIXED ? NaN : Infinity;
      this.max[c] = kinds[c] === KIND_MIXED ? NaN : -Infinity;
      this.nullCount[c] = 0;
    }
  }

  /** Recomputes the zone map from the live rows; only where no versions need the old bounds. */
  refreshZones(): void {
    if (this.versions !== null) return;
    const dead = this.deadCount === 0 ? null : this.dead;
    for (let c = 0; c < this.data.length; c++) this.refreshZone(c, dead);
  }

  private refreshZone(column: number, dead: Uint8Array | null): void {
    if (this.data[column] === UNLOADED) this.load(column);
    const data = this.data[column]!;
    const nulls = this.nulls[column]!;
    let min = Infinity;
    let max = -Infinity;
    let nullCount = 0;
    const numbers = !Array.isArray(data);
    for (let slot = 0; slot < this.count; slot++) {
      if (dead !== null && dead[slot] === 1) continue;
      if (nulls[slot] === 1) nullCount++;
      else if (numbers) {
        const value = data[slot] as number;
        if (Number.isNaN(value)) min = max = NaN;
        else {
          if (value < min) min = value;
          if (value > max) max = value;
        }
      }
    }
    this.nullCount[column] = nullCount;
    if (numbers) {
      this.min[column] = min;
      this.max[column] = max;
    }
  }
}

function takeVersions(length: number): (UndoRecord | null)[] {
  const spare = spareVersions.pop();
  if (spare !== undefined && spare.length >= length) return spare;
  return new Array<UndoRecord | null>(length).fill(null);
}

function giveVersions(versions: (UndoRecord | null)[]): void {
  if (spareVersions.length < SPARE_MAX) spareVersions.push(versions);
}
