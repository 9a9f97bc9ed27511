/** A query that a function runs, given as text: all its rows, under the transaction's own view. */
import { analyzeStatement } from '../analyzer/index.ts';
import { SqlError, sqlError } from '../errors/index.ts';
import type { Execution } from '../executor/index.ts';
import { parse } from '../parser/index.ts';
import { ACCESS_SHARE, DONE, lockRelation } from '../transaction/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import { planInternal } from './planning.ts';
import { statementDenied } from './privileges/check-statement.ts';
import { newExecution } from './run-unit.ts';
import type { Session } from './session.ts';

export interface NestedRows {
  readonly types: readonly Oid[];
  readonly rows: readonly (readonly Datum[])[];
}

export function nestedQuery(session: Session, text: string): NestedRows {
  try {
    return run(session, text);
  } catch (error) {
    // A position would be one in the text of the statement that calls the function.
    if (error instanceof SqlError) error.location = undefined;
    throw error;
  }
}

function run(session: Session, text: string): NestedRows {
  const parsed = parse(text);
  const statement = parsed[0]?.statement;
  if (statement === undefined || parsed.length > 1) {
    throw sqlError('invalid_cursor_definition', 'cannot open multi-query plan as cursor');
  }
  if (statement.kind !== 'select') {
    throw sqlError('invalid_cursor_definition', 'cannot open a query that returns no rows as cursor');
  }
  const bound = analyzeStatement(statement, { ...session.analyzerContext(null), parameters: null });
  if (bound.kind !== 'query') throw sqlError('invalid_cursor_definition', 'cannot open such a query as cursor');
  const denied = statementDenied(bound.query, session.catalog, session.currentRole);
  if (denied !== null) throw denied;
  const plan = planInternal(session, bound.query);
  const transaction = session.ensureTransaction();
  for (const { oid } of plan.tables) {
    if (lockRelation(transaction, oid, ACCESS_SHARE) !== DONE) throw busy();
  }
  const snapshot = transaction.takeSnapshot();
  const rows: Datum[][] = [];
  let memory: Execution['memory'] | null = null;
  try {
    const execution = newExecution(session, plan, snapshot, (...row) => {
      rows.push(row);
    });
    memory = execution.memory;
    if (!execution.runAtOnce(plan.compiled.main)) throw busy();
  } finally {
    memory?.release();
    transaction.dropSnapshot(snapshot);
  }
  return { types: bound.query.columns.map((column) => column.type), rows };
}

/** A function cannot wait. */
function busy(): SqlError {
  return sqlError('lock_not_available', 'could not obtain a lock for the query of a function');
}
