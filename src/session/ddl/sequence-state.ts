/**
 * Counters of sequences. They are not transactional: nextval is never undone, and a rolled-back transaction leaves a gap. What
 * is transactional (RESTART, a change of bounds) makes a new state under a new storage id instead.
 */
import { type SequenceDescriptor, storageOf } from '../../catalog/index.ts';
import type { SequenceImage } from '../../durability/index.ts';
import { sqlError } from '../../errors/index.ts';
import { canonicalInteger, type Int8 } from '../../types/index.ts';
import type { Oid } from '../../types/type-def.ts';

export interface SequenceState {
  lastValue: Int8;
  isCalled: boolean;
  /** PostgreSQL's count of values it has logged ahead; shown by `SELECT * FROM sequence`. */
  logCount: number;
  /** While logCount is above 0: the last value logged ahead, from which a recovered database goes on. */
  logged?: Int8;
  /** It has gone past what is logged. */
  needsLog?: boolean;
  /** Nothing of it is kept on disk. */
  temporary?: boolean;
}

/** The counters of one database, by storage id. */
export class SequenceStore {
  private readonly states = new Map<Oid, SequenceState>();
  /** Storage ids of those that the log does not have as they are. */
  private touched = new Set<Oid>();
  /** Position in the log behind the last commit that had counters with it. */
  loggedLsn = 0;

  get(sequence: SequenceDescriptor): SequenceState {
    const state = this.states.get(storageOf(sequence));
    if (state === undefined) throw new Error(`sequence ${sequence.oid} has no counter`);
    return state;
  }

  put(storage: Oid, state: SequenceState): void {
    this.states.set(storage, state);
    this.touch(storage);
  }

  remove(storage: Oid): void {
    this.states.delete(storage);
    this.touched.delete(storage);
  }

  /** The counter was set, or went past what is logged: it is to be logged with the next commit. */
  touch(storage: Oid): void {
    if (this.states.get(storage)!.temporary !== true) this.touched.add(storage);
  }

  get hasTouched(): boolean {
    return this.touched.size > 0;
  }

  /** What the log has to have of those touched; `logged` says that it has. */
  touchedImages(): SequenceImage[] {
    return [...this.touched].map((storage) => imageOf(storage, this.states.get(storage)!, false));
  }
  logged(lsn: number): void {
    if (this.touched.size > 0) this.loggedLsn = lsn;
    this.touched.clear();
  }

  /** What a recovered database begins with. `exact`: without the values logged ahead, since nobody will take them. */
  images(exact: boolean): SequenceImage[] {
    return [...this.states]
      .filter(([, state]) => state.temporary !== true)
      .map(([storage, state]) => imageOf(storage, state, exact));
  }

  restore(images: Iterable<SequenceImage>): void {
    for (const { storage, lastValue, isCalled } of images)
      this.states.set(storage, { lastValue, isCalled, logCount: 0 });
  }

  fork(): SequenceStore {
    const copy = new SequenceStore();
    for (const [storage, state] of this.states) copy.states.set(storage, { ...state });
    return copy;
  }
}

function imageOf(storage: Oid, state: SequenceState, exact: boolean): SequenceImage {
  const ahead = !exact && state.logCount > 0 && state.logged !== undefined;
  return { storage, lastValue: ahead ? state.logged! : state.lastValue, isCalled: state.isCalled };
}

/** Values PostgreSQL logs ahead of need. */
const logAhead = 32;

/** What one nextval takes: the value to give, and the last one taken (they differ with CACHE). */
export interface Taken {
  readonly value: Int8;
  readonly last: Int8;
}

/** Takes the next `cache` values, as many as there are; 2200H when there is none. */
export function takeValues(sequence: SequenceDescriptor, state: SequenceState): Taken {
  const { lastValue } = state;
  // The common case in doubles: one value, far from the bounds and from 2^53.
  if (state.logCount > 0 && sequence.cache === 1n && typeof lastValue === 'number') {
    const next = lastValue + Number(sequence.increment);
    if (Number.isSafeInteger(next) && next <= sequence.maxValue && next >= sequence.minValue) {
      state.lastValue = next;
      state.logCount--;
      return { value: next, last: next };
    }
  }
  return takeSlowly(sequence, state);
}

function takeSlowly(sequence: SequenceDescriptor, state: SequenceState): Taken {
  const { increment, minValue, maxValue, cycle } = sequence;
  const cache = Number(sequence.cache);
  let next = BigInt(state.lastValue);
  let value = next;
  let last = next;
  let taken = 0;
  let wanted = cache;
  let log = state.logCount;
  let ahead = false;
  if (!state.isCalled) {
    taken = 1;
    wanted--;
  }
  if (log < wanted || !state.isCalled) {
    wanted += logAhead;
    log = wanted;
    ahead = true;
  }
  while (wanted > 0) {
    const atEnd = increment > 0n ? next > maxValue - increment : next < minValue - increment;
    if (atEnd) {
      if (taken > 0) break;
      if (!cycle) throw exhausted(sequence);
      next = increment > 0n ? minValue : maxValue;
    } else next += increment;
    wanted--;
    if (taken >= cache) continue;
    log--;
    taken++;
    last = next;
    if (taken === 1) value = next;
  }
  state.lastValue = canonicalInteger(last);
  state.isCalled = true;
  // Values that were to be logged ahead but do not exist.
  state.logCount = log - wanted;
  if (ahead) {
    // `next` went as far as is logged.
    state.logged = canonicalInteger(next);
    state.needsLog = true;
  }
  return { value: canonicalInteger(value), last: state.lastValue };
}

function exhausted(sequence: SequenceDescriptor): Error {
  const [word, bound] = sequence.increment > 0n ? ['maximum', sequence.maxValue] : ['minimum', sequence.minValue];
  return sqlError(
    'sequence_generator_limit_exceeded',
    `nextval: reached ${word} value of sequence "${sequence.name}" (${bound})`,
  );
}
