/** One expression's value, now: EXECUTE arguments and what DDL computes. */
import type { BoundExpr, BoundQuery } from '../catalog/tree.ts';
import { Execution } from '../executor/index.ts';
import type { Datum } from '../types/type-def.ts';
import { planInternal } from './planning.ts';
import { runAtOnce } from './run-plan.ts';
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
  let result: Datum = null;
  runAtOnce(session, planInternal(session, query), [], (value) => {
    result = value!;
  });
  return result;
}

/** All rows of a bound query, under the transaction's own view. Locks are not waited for: internal queries take none. */
export function runQuery(session: Session, query: BoundQuery): Datum[][] {
  const plan = planInternal(session, query);
  const transaction = session.ensureTransaction();
  const snapshot = transaction.takeSnapshot();
  const rows: Datum[][] = [];
  const { compiled } = plan;
  try {
    const execution = new Execution(compiled.functions, compiled.units, compiled.slotCount, 0, {
      context: session.context,
      snapshot,
      transaction,
      interrupts: session.interrupts,
      emit: (...row) => {
        rows.push(row);
      },
    });
    execution.runUnit(compiled.units.indexOf(compiled.main));
  } finally {
    transaction.dropSnapshot(snapshot);
  }
  return rows;
}
