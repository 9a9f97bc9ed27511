/**
 * What a transaction has put off to its end: which constraints it checks later (their definition, and SET CONSTRAINTS), and the
 * changed rows that wait for their check. Both are immutable values that are replaced, so a savepoint keeps them by reference.
 */
import type { ForeignKeyConstraint, KeyConstraint } from '../catalog/index.ts';
import type { RowChange } from '../executor/index.ts';
import type { Oid } from '../types/type-def.ts';

/** A check of one changed row against one constraint. Objects are named by OID: a constraint may have been altered meanwhile. */
export interface PendingCheck {
  readonly kind: 'unique' | 'referencing' | 'referenced';
  readonly constraint: Oid;
  /** Of the changed row; with `referenced`, the constraint belongs to `referencing`. */
  readonly table: Oid;
  readonly referencing: Oid;
  readonly change: RowChange;
}

interface PendingList {
  readonly check: PendingCheck;
  readonly previous: PendingList | null;
}

interface Timing {
  /** SET CONSTRAINTS ALL; null: as each is defined. */
  readonly all: boolean | null;
  /** By OID of constraint, said after that. */
  readonly single: ReadonlyMap<Oid, boolean>;
}
const asDefined: Timing = { all: null, single: new Map() };

export interface DeferredMark {
  readonly pending: unknown;
  readonly timing: unknown;
}

export class DeferredConstraints {
  private pending: PendingList | null = null;
  private timing: Timing = asDefined;

  get hasPending(): boolean {
    return this.pending !== null;
  }

  /** Whether rows of the table wait for a check: then its definition may not change. */
  waitsFor(table: Oid): boolean {
    for (let item = this.pending; item !== null; item = item.previous) if (item.check.table === table) return true;
    return false;
  }

  isDeferred(constraint: KeyConstraint | ForeignKeyConstraint): boolean {
    if (!constraint.deferrable) return false;
    return this.timing.single.get(constraint.oid) ?? this.timing.all ?? constraint.initiallyDeferred;
  }

  /** SET CONSTRAINTS; null: ALL. */
  set(constraints: readonly Oid[] | null, deferred: boolean): void {
    if (constraints === null) this.timing = { all: deferred, single: new Map() };
    else {
      const single = new Map(this.timing.single);
      for (const oid of constraints) single.set(oid, deferred);
      this.timing = { ...this.timing, single };
    }
  }

  add(check: PendingCheck): void {
    this.pending = { check, previous: this.pending };
  }

  /** Takes out the checks that `due` accepts, oldest first. */
  take(due: (check: PendingCheck) => boolean): PendingCheck[] {
    const taken: PendingCheck[] = [];
    const kept: PendingCheck[] = [];
    for (let item = this.pending; item !== null; item = item.previous)
      (due(item.check) ? taken : kept).push(item.check);
    if (taken.length === 0) return taken;
    this.pending = null;
    for (const check of kept.reverse()) this.add(check);
    return taken.reverse();
  }

  mark(): DeferredMark {
    return { pending: this.pending, timing: this.timing };
  }
  rollbackTo(mark: DeferredMark): void {
    this.pending = mark.pending as PendingList | null;
    this.timing = mark.timing as Timing;
  }
  /** The transaction has ended. */
  clear(): void {
    this.pending = null;
    this.timing = asDefined;
  }
}
