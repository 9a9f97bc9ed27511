/**
 * Sessions: one connection's settings, transaction, prepared statements and portals, and the way of a statement from text to
 * result. Surfaces make a `Session` over a `DatabaseCore` and drive what it gives them with the scheduler.
 */

export { abandonment, tryRead, tryWrite } from './at-once.ts';
export { type CallableFunction, callableFunction, callFunction } from './call-function.ts';
export { DatabaseCore, type DatabaseOptions } from './database-core.ts';
export {
  type DoctorOptions,
  type DoctorReport,
  describeDamage,
  doctorReport,
  type SalvageReport,
  salvage,
  type TableReport,
} from './doctor.ts';
export { executePortal } from './execute-portal.ts';
export { isQuery } from './held-sink.ts';
export { noLimits, type ResourceLimits } from './limits.ts';
export { engineOf, openDatabase } from './open-database.ts';
export { Portal } from './portal.ts';
export {
  bindConstants,
  isLockedAgainst,
  prepareKnown,
  prepareLocked,
  prepareStatement,
  revalidate,
} from './prepare-statement.ts';
export type { PreparedStatement } from './prepared-statement.ts';
export { storeSize } from './relation-size.ts';
export type { Completion, CopyInput, CopyOutput, Notice, ResultSink, RowReceiver } from './result.ts';
export { verifierOfRole } from './role-password.ts';
export { runScript } from './run-script.ts';
export { runStatement } from './run-statement.ts';
export { type Outlet, runFirstTurn, runToEnd, runTurns } from './scheduler.ts';
export { type ScramVerifier, scramIterations, scramVerifier } from './scram-verifier.ts';
export { Session, type SessionNetwork, type SessionOptions } from './session.ts';
export { booleanValue, type SessionSettings } from './session-settings.ts';
export { engineLimit } from './statement-errors.ts';
export {
  type LogEvent,
  type LogReceiver,
  StatementObserver,
} from './statistics/index.ts';
