/** One expression's value, now: EXECUTE arguments and what DDL computes. */
import type { BoundExpr, BoundQuery } from '../catalog/tree.ts';
import { assert } from '../common/assert.ts';
import type { Execution } from '../executor/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import { planInternal } from './planning.ts';
import { statementDenied } from './privileges/check-statement.ts';
import { runAtOnce } from './run-plan.ts';
import { newExecution } from './run-unit.ts';
import type { Session } from './session.ts';

export function evaluate(session: Session, expr: BoundExpr): Datum {
  if (expr.kind === 'const') return expr.value;
  const query: BoundQuery = {
    kind: 'values',
    ctes: [],
    columns: [{ name: 'value', type: expr.type, typmod: expr.typmod }],
    order: [],
    limit: null,
    withTies: false,
    offset: null,
    rows: [[expr]],
  };
  const denied = statementDenied(query, session.catalog, session.currentRole);
  if (denied !== null) throw denied;
  let result: Datum = null;
  runAtOnce(session, planInternal(session, query), [], (value) => {
    result = value!;
  });
  return result;
}

/**
 * All rows of a bound query, under the transaction's own view. `lock` takes a table to read it, or throws when it cannot be had now;
 * rows are not locked.
 */
export function runQuery(session: Session, query: BoundQuery, lock: (table: Oid) => void): Datum[][] {
  const plan = planInternal(session, query);
  for (const { oid } of plan.tables) lock(oid);
  const transaction = session.ensureTransaction();
  const snapshot = transaction.takeSnapshot();
  const rows: Datum[][] = [];
  let memory: Execution['memory'] | null = null;
  try {
    const execution = newExecution(session, plan, snapshot, (...row) => {
      rows.push(row);
    });
    memory = execution.memory;
    const done = execution.runAtOnce(plan.compiled.main);
    assert(done, 'an internal query waits for a lock');
  } finally {
    memory?.release();
    transaction.dropSnapshot(snapshot);
  }
  return rows;
}
