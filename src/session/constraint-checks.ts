/**
 * Constraints that look at a statement's changes when it has made all of them: foreign keys, and unique keys that are DEFERRABLE.
 * A deferred one only notes the row; its check runs at COMMIT, or when SET CONSTRAINTS makes the constraint immediate, on the row
 * as it is by then: a row that has gone or changed its key again has nothing left to check, or a note of its own.
 */
import type { ForeignKeyConstraint, KeyConstraint, TableDescriptor } from '../catalog/index.ts';
import { type RowChange, uniqueViolation } from '../executor/index.ts';
import type { IndexStore } from '../storage/index.ts';
import { DONE, findDuplicate, WAIT } from '../transaction/index.ts';
import type { PendingCheck } from './deferred-constraints.ts';
import { checkReferenced, checkReferencing, sameStored } from './foreign-keys.ts';
import type { Session } from './session.ts';
import type { Running } from './wait.ts';

export function* checkConstraints(session: Session, changes: RowChange[]): Running<void> {
  // What PostgreSQL does by triggers is not done for a replica, which has its rows from elsewhere.
  if (session.settings.get('session_replication_role') === 'replica') return;
  // Cascades append to the list while it is worked through.
  for (let i = 0; i < changes.length; i++) {
    const change = changes[i]!;
    const table = session.catalog.table(change.target.oid)!;
    if (change.op !== 'delete') yield* checkOwn(session, table, change);
    if (change.op !== 'insert') yield* checkReferences(session, table, change, changes);
  }
}

/** Primary keys, foreign keys, then unique keys, as PostgreSQL's triggers are named. */
const order = ['primaryKey', 'foreignKey', 'unique'] as const;

function* checkOwn(session: Session, table: TableDescriptor, change: RowChange): Running<void> {
  for (const kind of order) {
    for (const constraint of table.constraints) {
      if (constraint.kind !== kind || table.unchecked?.includes(constraint.oid)) continue;
      if (constraint.kind === 'foreignKey') {
        if (change.before !== null && sameStored(change.before, change.after!, constraint.columns)) continue;
        const check = {
          kind: 'referencing',
          constraint: constraint.oid,
          table: table.oid,
          referencing: 0,
          change,
        } as const;
        if (session.deferred.isDeferred(constraint)) session.deferred.add(check);
        else yield* checkReferencing(session, table, constraint, change);
      } else if (constraint.deferrable) yield* checkKey(session, table, constraint, change);
    }
  }
}

function* checkKey(
  session: Session,
  table: TableDescriptor,
  constraint: KeyConstraint,
  change: RowChange,
): Running<void> {
  if (!session.deferred.isDeferred(constraint)) {
    yield* checkUniqueNow(session, constraint, change);
    return;
  }
  // Nobody else has the key, nor decides about it: whoever takes it later has to look for this row.
  if (findDuplicate(session.transaction!, change.target.store, indexOf(constraint, change), change.rowId) === DONE)
    return;
  session.deferred.add({ kind: 'unique', constraint: constraint.oid, table: table.oid, referencing: 0, change });
}

function indexOf(constraint: KeyConstraint, change: RowChange): IndexStore {
  return change.target.store.indexes.find((index) => index.oid === constraint.index)!;
}

function* checkUniqueNow(session: Session, constraint: KeyConstraint, change: RowChange): Running<void> {
  const transaction = session.transaction!;
  const { target, rowId } = change;
  const index = indexOf(constraint, change);
  for (;;) {
    const found = findDuplicate(transaction, target.store, index, rowId);
    if (found === DONE) return;
    if (found !== WAIT) throw uniqueViolation(target, index, target.store.readRow(rowId), session.context);
    yield { kind: 'lock', waiter: transaction, blocker: transaction.conflict.blocker! };
    session.interrupts.check();
  }
}

/** The foreign keys of other tables that refer to this one. */
function* checkReferences(
  session: Session,
  table: TableDescriptor,
  change: RowChange,
  changes: RowChange[],
): Running<void> {
  for (const oid of new Set(table.referencedBy)) {
    const referencing = session.catalog.table(oid);
    for (const constraint of referencing?.constraints ?? []) {
      if (constraint.kind !== 'foreignKey' || constraint.referencedTable !== table.oid) continue;
      if (table.unchecked?.includes(constraint.oid)) continue;
      if (!isPutOff(session, constraint, change)) {
        yield* checkReferenced(session, table, referencing!, constraint, change, changes);
        continue;
      }
      if (change.op === 'update' && sameStored(change.before!, change.after!, constraint.referencedColumns)) continue;
      session.deferred.add({
        kind: 'referenced',
        constraint: constraint.oid,
        table: table.oid,
        referencing: oid,
        change,
      });
    }
  }
}

/** Only NO ACTION can wait; actions, and RESTRICT, follow the change at once. */
function isPutOff(session: Session, constraint: ForeignKeyConstraint, change: RowChange): boolean {
  const action = change.op === 'delete' ? constraint.onDelete : constraint.onUpdate;
  return action === 'no action' && session.deferred.isDeferred(constraint);
}

/** Runs the checks that `due` accepts, those that come up meanwhile included. */
export function* runDeferred(session: Session, due: (check: PendingCheck) => boolean): Running<void> {
  for (;;) {
    const checks = session.deferred.take(due);
    if (checks.length === 0) return;
    for (const check of checks) yield* runCheck(session, check);
  }
}

function* runCheck(session: Session, check: PendingCheck): Running<void> {
  const { change } = check;
  const table = session.catalog.table(check.table)!;
  if (check.kind === 'referenced') {
    const referencing = session.catalog.table(check.referencing);
    const constraint = referencing?.constraints.find((item) => item.oid === check.constraint);
    if (constraint?.kind !== 'foreignKey') return;
    yield* checkReferenced(session, table, referencing!, constraint, change, []);
    return;
  }
  const constraint = table.constraints.find((item) => item.oid === check.constraint);
  if (constraint === undefined || constraint.kind === 'check') return;
  if (constraint.kind !== 'foreignKey') {
    yield* checkUniqueNow(session, constraint, change);
    return;
  }
  const { store } = change.target;
  if (!store.isLive(change.rowId)) return;
  if (!sameStored(store.readRow(change.rowId), change.after!, constraint.columns)) return;
  yield* checkReferencing(session, table, constraint, change);
}
