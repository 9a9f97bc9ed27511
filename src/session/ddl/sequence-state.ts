/**
 * Counters of sequences. They are not transactional: nextval is never undone, and a rolled-back transaction leaves a gap. What
 * is transactional (RESTART, a change of bounds) makes a new state under a new storage id instead.
 */
import { type SequenceDescriptor, storageOf } from '../../catalog/index.ts';
import { sqlError } from '../../errors/index.ts';
import { canonicalInteger, type Int8 } from '../../types/index.ts';
import type { Oid } from '../../types/type-def.ts';

export interface SequenceState {
  lastValue: Int8;
  isCalled: boolean;
  /** PostgreSQL's count of values it has logged ahead; shown by `SELECT * FROM sequence`. */
  logCount: number;
}

/** The counters of one database, by storage id. */
export class SequenceStore {
  private readonly states = new Map<Oid, SequenceState>();

  get(sequence: SequenceDescriptor): SequenceState {
    const state = this.states.get(storageOf(sequence));
    if (state === undefined) throw new Error(`sequence ${sequence.oid} has no counter`);
    return state;
  }

  put(storage: Oid, state: SequenceState): void {
    this.states.set(storage, state);
  }

  remove(storage: Oid): void {
    this.states.delete(storage);
  }

  fork(): SequenceStore {
    const copy = new SequenceStore();
    for (const [storage, state] of this.states) copy.states.set(storage, { ...state });
    return copy;
  }
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
  if (!state.isCalled) {
    taken = 1;
    wanted--;
  }
  if (log < wanted || !state.isCalled) {
    wanted += logAhead;
    log = wanted;
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
  return { value: canonicalInteger(value), last: state.lastValue };
}

function exhausted(sequence: SequenceDescriptor): Error {
  const [word, bound] = sequence.increment > 0n ? ['maximum', sequence.maxValue] : ['minimum', sequence.minValue];
  return sqlError(
    'sequence_generator_limit_exceeded',
    `nextval: reached ${word} value of sequence "${sequence.name}" (${bound})`,
  );
}
