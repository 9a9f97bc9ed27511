/** nextval, currval, lastval and setval as one session sees them. */
import { type Catalog, type SequenceDescriptor, storageOf } from '../../catalog/index.ts';
import { SELECT, UPDATE, USAGE } from '../../catalog/privileges/index.ts';
import { sqlError } from '../../errors/index.ts';
import type { SequenceAccess } from '../../functions/function-def.ts';
import type { Int8 } from '../../types/index.ts';
import type { Oid } from '../../types/type-def.ts';
import { type SequenceStore, type Taken, takeValues } from './sequence-state.ts';

/** What the session has of a sequence. */
interface SessionValue {
  readonly storage: Oid;
  /** What currval gives; null after setval(..., false) alone. */
  current: Int8 | null;
  /** Last value taken for CACHE, and the one given last out of it. */
  cached: Int8;
  last: Int8;
}

export interface SequenceSurroundings {
  catalog(): Catalog;
  sequences(): SequenceStore;
  /** Throws 25006 in a read-only transaction; `function` is the one called: 'nextval()'. */
  checkWritable(call: string): void;
  /** Throws 42501 unless the user has one of the privileges. */
  authorize(sequence: SequenceDescriptor, privileges: number): void;
}

export class SessionSequences implements SequenceAccess {
  private readonly surroundings: SequenceSurroundings;
  private readonly values = new Map<Oid, SessionValue>();
  private lastUsed: Oid | null = null;

  constructor(surroundings: SequenceSurroundings) {
    this.surroundings = surroundings;
  }

  nextval(oid: Oid): Int8 {
    const sequence = this.find(oid);
    this.surroundings.authorize(sequence, USAGE | UPDATE);
    if (sequence.persistence !== 'temporary') this.surroundings.checkWritable('nextval()');
    this.lastUsed = oid;
    const known = this.values.get(oid);
    if (known !== undefined && known.storage === storageOf(sequence)) {
      if (known.last !== known.cached) {
        known.last = plus(known.last, sequence.increment);
        known.current = known.last;
        return known.last;
      }
      const { value, last } = this.take(sequence);
      known.current = value;
      known.last = value;
      known.cached = last;
      return value;
    }
    const { value, last } = this.take(sequence);
    this.values.set(oid, { storage: storageOf(sequence), current: value, last: value, cached: last });
    return value;
  }

  private take(sequence: SequenceDescriptor): Taken {
    const store = this.surroundings.sequences();
    const state = store.get(sequence);
    const taken = takeValues(sequence, state);
    if (state.needsLog === true) {
      state.needsLog = false;
      store.touch(storageOf(sequence));
    }
    return taken;
  }

  currval(oid: Oid): Int8 {
    const sequence = this.find(oid);
    this.surroundings.authorize(sequence, USAGE | SELECT);
    const current = this.values.get(oid)?.current ?? null;
    if (current === null) {
      throw sqlError(
        'object_not_in_prerequisite_state',
        `currval of sequence "${sequence.name}" is not yet defined in this session`,
      );
    }
    return current;
  }

  lastval(): Int8 {
    const undefinedYet = (): Error =>
      sqlError('object_not_in_prerequisite_state', 'lastval is not yet defined in this session');
    if (this.lastUsed === null) throw undefinedYet();
    // Someone may have dropped it since.
    const sequence = this.surroundings.catalog().relation(this.lastUsed);
    if (sequence?.kind !== 'sequence') throw undefinedYet();
    this.surroundings.authorize(sequence, USAGE | SELECT);
    return this.values.get(this.lastUsed)!.current!;
  }

  setval(oid: Oid, value: Int8, called: boolean): Int8 {
    const sequence = this.find(oid);
    this.surroundings.authorize(sequence, UPDATE);
    if (sequence.persistence !== 'temporary') this.surroundings.checkWritable('setval()');
    if (value < sequence.minValue || value > sequence.maxValue) {
      throw sqlError(
        'numeric_value_out_of_range',
        `setval: value ${value} is out of bounds for sequence "${sequence.name}" (${sequence.minValue}..${sequence.maxValue})`,
      );
    }
    const state = this.surroundings.sequences().get(sequence);
    state.lastValue = value;
    state.isCalled = called;
    state.logCount = 0;
    this.surroundings.sequences().touch(storageOf(sequence));
    const current = called ? value : (this.values.get(oid)?.current ?? null);
    this.values.set(oid, { storage: storageOf(sequence), current, last: value, cached: value });
    return value;
  }

  /** DISCARD SEQUENCES. */
  discard(): void {
    this.values.clear();
    this.lastUsed = null;
  }

  private find(oid: Oid): SequenceDescriptor {
    const relation = this.surroundings.catalog().relation(oid);
    if (relation === undefined) throw sqlError('undefined_table', `could not open relation with OID ${oid}`);
    if (relation.kind !== 'sequence') throw sqlError('wrong_object_type', `"${relation.name}" is not a sequence`);
    return relation;
  }
}

function plus(value: Int8, increment: bigint): Int8 {
  if (typeof value === 'number') {
    const sum = value + Number(increment);
    if (Number.isSafeInteger(sum)) return sum;
  }
  return BigInt(value) + increment;
}
