/** The quick ways of statements that need not wait for anything: no generator, no pause. */
import type { Datum } from '../types/type-def.ts';
import { checkConstants, checkConstantsLate } from './check-constants.ts';
import { limitedReceiver } from './limits.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { RowReceiver } from './result.ts';
import { lockedAgainst, runAtOnce, writeAtOnce, writeInBlock } from './run-plan.ts';
import type { Session } from './session.ts';

/** Thrown by what rows go to: there are too many for this way, and nothing of it shall have happened. */
export const abandonment: unique symbol = Symbol('abandonment');

/**
 * A statement that only reads, outside a transaction: true if the way was taken. `open` is called once, before the first row, for
 * what the rows go to; `began`: when it did, for the observer.
 */
export function tryRead(
  session: Session,
  prepared: PreparedStatement,
  params: readonly Datum[],
  open: () => RowReceiver,
  began = 0,
): boolean {
  const { kind } = prepared.statement;
  if (session.transaction !== null || session.failed || kind !== 'select') return false;
  const { interrupts, core } = session;
  interrupts.begin(session.defaults.current().timeoutMs);
  try {
    session.context.beginStatement();
    const plan = session.planOf(prepared);
    if (!plan.quick || lockedAgainst(session, plan)) return false;
    // Its reads are to be noted, or it waits for a safe snapshot.
    if (session.defaults.current().isolation === 'serializable') return false;
    const values = prepared.constants ?? params;
    checkConstants(plan.compiled.planned, values, session.context);
    session.currentText = prepared.text;
    runAtOnce(session, plan, values, limitedReceiver(core.limits, open()));
    session.durability.sawTables(plan);
    core.statistics.immediateReads++;
    return true;
  } catch (error) {
    if (error === abandonment) return false;
    throw session.failure(error, prepared.text, prepared, began);
  } finally {
    interrupts.end();
  }
}

/** A statement that changes rows of one table: how many, or -1 when the way was not taken. */
export function tryWrite(
  session: Session,
  prepared: PreparedStatement,
  params: readonly Datum[],
  emit: RowReceiver,
): number {
  const { kind } = prepared.statement;
  if ((session.transaction !== null && !session.explicit) || session.failed || session.block) return -1;
  if (kind !== 'insert' && kind !== 'update' && kind !== 'delete') return -1;
  try {
    session.refreshCatalog();
    session.context.beginStatement();
    const plan = session.planOf(prepared);
    if (!plan.simpleWrite || session.defaults.current().timeoutMs !== 0) return -1;
    if (session.transaction === null ? session.defaults.current().readOnly : session.readOnly) return -1;
    const receive = limitedReceiver(session.core.limits, emit);
    const values = prepared.constants ?? params;
    const { planned } = plan.compiled;
    checkConstants(planned, values, session.context);
    const write = session.transaction !== null ? writeInBlock : writeAtOnce;
    const rows = write(session, plan, values, receive);
    if (rows === 0) checkConstantsLate(planned, values, session.context);
    return rows;
  } catch (error) {
    throw session.failure(error, prepared.text, prepared);
  }
}
