/** Statements made ready: parameters typed, result described, planned where that has been done for one like it. */
import { isAnalyzable } from '../analyzer/index.ts';
import type { ParsedStatement } from '../parser/index.ts';
import type { Datum, Oid } from '../types/type-def.ts';
import { checkConstants } from './check-constants.ts';
import { describeStatement } from './describe-statement.ts';
import { endsTransaction } from './failed-block.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import { lockedAgainst, lockTables } from './run-plan.ts';
import type { Session } from './session.ts';
import { knownShape, sharePlan, statementOfShape } from './shared-plans.ts';
import type { Running } from './wait.ts';

/** `types`: of its parameters, 0 where the client leaves it open. */
export function prepareStatement(
  session: Session,
  text: string,
  parsed: ParsedStatement,
  types: readonly Oid[],
): PreparedStatement {
  return session.guard(text, () => {
    const { statement } = parsed;
    const source = `${text.slice(parsed.start, parsed.end)}\u0000${types.join(',')}\u0000${parsed.start}`;
    const prepared: PreparedStatement = {
      text,
      statement,
      source,
      parameterTypes: types,
      columns: null,
      plan: null,
      planKey: '',
    };
    session.refuseWhenFailed(statement);
    // What others have dropped since the last statement of this transaction is not there any more.
    if (!endsTransaction(statement)) session.refreshCatalog();
    session.context.beginStatement();
    if (types.length > 0 || !sharePlan(session, parsed, prepared)) describeStatement(session, prepared);
    return prepared;
  });
}

/** The text made ready without parsing, if it differs from an earlier one only in literals; else null. */
export function prepareKnown(session: Session, text: string): PreparedStatement | null {
  const shape = session.failed ? null : knownShape(session, text);
  if (shape === null) return null;
  return session.guard(text, () => {
    session.refreshCatalog();
    session.context.beginStatement();
    return statementOfShape(session, text, shape);
  });
}

/**
 * `prepareStatement` for a client that is told the result's columns before the statement runs: where somebody is changing one of its
 * tables, it waits for that, as analysis in PostgreSQL does.
 */
export function* prepareLocked(
  session: Session,
  text: string,
  parsed: ParsedStatement,
  types: readonly Oid[],
): Running<PreparedStatement> {
  for (;;) {
    const prepared = prepareStatement(session, text, parsed, types);
    const { plan } = prepared;
    if (plan === null || !lockedAgainst(session, plan)) return prepared;
    session.startStatement();
    session.ensureTransaction();
    try {
      if (yield* session.guarded(text, lockTables(session, plan))) return prepared;
    } finally {
      session.interrupts.end();
    }
  }
}

/** Whether `prepareLocked` would have to wait. */
export function isLockedAgainst(session: Session, { plan }: PreparedStatement): boolean {
  return plan !== null && lockedAgainst(session, plan);
}

/** Looks again whether a prepared statement can be run, and what it gives: its tables may have changed. */
export function revalidate(session: Session, prepared: PreparedStatement): void {
  if (!isAnalyzable(prepared.statement) || prepared.plan === null) return;
  session.guard(prepared.text, () => {
    session.refreshCatalog();
    session.context.beginStatement();
    session.planOf(prepared);
  });
}

/** Of a statement that has just been looked at again: constants made of parameters fail when these are bound. */
export function bindConstants(session: Session, { text, plan }: PreparedStatement, params: readonly Datum[]): void {
  if (plan === null) return;
  const check = (): void => checkConstants(plan.compiled.planned, params, session.context);
  session.guard(text, () => session.interrupts.within(session.defaults.current().timeoutMs, check));
}
