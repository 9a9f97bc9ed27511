/**
 * Watches statements: counts and times them, keeps pg_stat_statements, and tells the log what the settings ask for. The server has
 * one for each database it serves; an embedded database has none, and pays for none. `begin` gives the time at which a statement
 * began, which its end is told.
 */
import { redactPasswords } from '../../common/redact.ts';
import { CorruptionError, SqlError } from '../../errors/index.ts';
import type { Execution } from '../../executor/index.ts';
import type { Datum } from '../../types/type-def.ts';
import type { DatabaseCore } from '../database-core.ts';
import type { CachedPlan } from '../plan-cache.ts';
import type { PreparedStatement } from '../prepared-statement.ts';
import type { Notice } from '../result.ts';
import type { Session } from '../session.ts';
import type { DatabaseStatistics } from './database-statistics.ts';
import { type LogEvent, type LogReceiver, reachesLevel } from './log-event.ts';
import { parameterTexts } from './parameter-texts.ts';
import { planText } from './plan-text.ts';
import { readLogging, type SessionLogging } from './session-logging.ts';
import { StatementFinder } from './statement-finder.ts';
import { kindOf, statementLevel } from './statement-kind.ts';
import { StatementTable } from './statement-table.ts';

/** Longer statements are cut off in the log. */
const loggedTextMax = 16_384;

export class StatementObserver {
  readonly statements: StatementTable;
  readonly statistics: DatabaseStatistics;
  private readonly core: DatabaseCore;
  private readonly finder: StatementFinder;
  private readonly receive: LogReceiver | null;

  constructor(core: DatabaseCore, options: { readonly statementsMax?: number; readonly log?: LogReceiver } = {}) {
    this.core = core;
    this.statistics = core.statistics;
    this.statements = new StatementTable(options.statementsMax ?? 5000, core.host.now());
    this.finder = new StatementFinder(this.statements);
    this.receive = options.log ?? null;
  }

  private loggingOf(session: Session): SessionLogging {
    const { activity } = session;
    if (activity.logging === null || activity.logging.version !== session.settings.version) {
      activity.logging = readLogging(session);
    }
    return activity.logging;
  }

  private tell(event: LogEvent): void {
    this.receive?.(event);
  }

  // Sessions.

  connected(session: Session): void {
    const { settings, user, databaseName } = session;
    if (settings.get('log_connections') !== 'on') return;
    const application = settings.get('application_name');
    const named = application === '' ? '' : ` application_name=${application}`;
    const message = `connection authorized: user=${user} database=${databaseName}${named}`;
    this.tell({ level: 'log', event: 'connection', message, session, fields: {} });
  }

  disconnected(session: Session): void {
    if (session.settings.get('log_disconnections') !== 'on') return;
    const ms = (this.core.host.now() - session.startTimestamp) / 1000;
    const message = `disconnection: session time: ${(ms / 1000).toFixed(3)} s user=${session.user} database=${session.databaseName}`;
    this.tell({ level: 'log', event: 'disconnection', message, session, fields: { durationMs: ms } });
  }

  /** A connection ended before it was a session. */
  refused(error: unknown, code: string, client: string | null): void {
    const message = error instanceof Error ? error.message : String(error);
    if (!reachesLevel('fatal', this.core.settingDefault('log_min_messages'))) return;
    this.tell({
      level: 'fatal',
      event: 'connection',
      message: redactPasswords(message.slice(0, loggedTextMax)),
      session: null,
      fields: { sqlstate: code, ...(client !== null && { client }) },
    });
  }

  // Statements.

  /** Whether plans of the session's statements have to count their rows. */
  analyses(session: Session): boolean {
    return this.receive !== null && this.loggingOf(session).planAnalyze;
  }
  /** Whether more is told of a statement than when it has ended: it is then run in all its steps. */
  follows(session: Session): boolean {
    if (this.receive === null) return false;
    const { planAnalyze, statement } = this.loggingOf(session);
    return planAnalyze || statement !== 'none';
  }
  analysed(session: Session, plan: CachedPlan, execution: Execution): void {
    session.activity.analysed = { plan, execution };
  }

  begin(session: Session, prepared: PreparedStatement): number {
    const now = this.core.host.monotonicMs();
    const { activity, durability } = session;
    if (durability.loggedBytes !== activity.loggedBytes) this.committed(session);
    activity.queryStartMs = now;
    if (session.transaction === null) activity.transactionStartMs = now;
    activity.stateChangeMs = now;
    activity.analysed = null;
    // A plan that cannot be run fails with the same error each time.
    activity.lastError = null;
    session.currentText = prepared.text;
    return now;
  }

  /** For log_statement, once for each statement. */
  announce(session: Session, prepared: PreparedStatement, params: readonly Datum[]): void {
    if (this.receive === null) return;
    const logging = this.loggingOf(session);
    if (logging.statement !== 'none' && isLogged(this.targetOf(session, prepared), logging.statement)) {
      this.tell({
        level: 'log',
        event: 'statement',
        message: `statement: ${shownText(prepared.text)}`,
        session,
        fields: { statement: shownText(prepared.text), ...this.parametersOf(session, prepared, params, logging) },
      });
    }
  }

  /** `again`: it goes on with what was counted before, such as a portal that gives its next rows. */
  ended(
    session: Session,
    prepared: PreparedStatement,
    params: readonly Datum[],
    beganMs: number,
    rows: number,
    again = false,
  ): void {
    const { activity } = session;
    const now = this.core.host.monotonicMs();
    const ms = now - beganMs;
    activity.stateChangeMs = now;
    this.statistics.activeMs += ms;
    const target = this.targetOf(session, prepared);
    const { kinds } = this.statistics;
    const kind = target.statement.kind === 'select' ? kinds.select : kinds[kindOf(target.statement)];
    kind.rows += rows;
    if (!again) kind.succeeded++;
    kind.seconds.observe(ms / 1000);
    const { loggedBytes, loggedRecords } = session.durability;
    const logging = this.loggingOf(session);
    if (logging.track && (target.plan !== null || logging.trackUtility)) {
      const entry = this.finder.find(session, target);
      if (entry !== null) {
        entry.add(ms, rows, loggedRecords - activity.loggedRecords, loggedBytes - activity.loggedBytes, again);
        activity.queryId = entry.queryId;
      }
      activity.entry = entry;
    } else activity.entry = null;
    activity.loggedBytes = loggedBytes;
    activity.loggedRecords = loggedRecords;
    if (logging.looksAtEnds && this.receive !== null) this.logEnd(session, prepared, params, ms, rows, logging);
  }

  /** What the last statement has changed went into the log after its end: a pipeline commits when it is told to. */
  committed({ activity, durability }: Session): void {
    const { loggedBytes, loggedRecords } = durability;
    const { entry } = activity;
    if (entry !== null) {
      entry.walBytes += loggedBytes - activity.loggedBytes;
      entry.walRecords += loggedRecords - activity.loggedRecords;
    }
    activity.loggedBytes = loggedBytes;
    activity.loggedRecords = loggedRecords;
  }

  /** EXECUTE is a run of what was prepared. */
  private targetOf(session: Session, prepared: PreparedStatement): PreparedStatement {
    const { statement } = prepared;
    return statement.kind === 'execute' ? (session.prepared.get(statement.name) ?? prepared) : prepared;
  }

  private logEnd(
    session: Session,
    prepared: PreparedStatement,
    params: readonly Datum[],
    ms: number,
    rows: number,
    logging: SessionLogging,
  ): void {
    const slow = logging.minDurationMs >= 0 && ms >= logging.minDurationMs;
    if (slow || logging.duration) {
      const text = shownText(prepared.text);
      const message = `duration: ${ms.toFixed(3)} ms${slow ? `  statement: ${text}` : ''}`;
      const fields = { durationMs: ms, rows, ...(slow && { statement: text }) };
      const parameters = slow ? this.parametersOf(session, prepared, params, logging) : {};
      this.tell({ level: 'log', event: 'duration', message, session, fields: { ...fields, ...parameters } });
    }
    const plan = this.targetOf(session, prepared).plan;
    if (logging.planMinMs < 0 || ms < logging.planMinMs || plan === null) return;
    const text = planText(session, plan, logging, session.activity.analysed);
    this.tell({
      level: 'log',
      event: 'plan',
      message: `duration: ${ms.toFixed(3)} ms  plan:\n${text}`,
      session,
      fields: { durationMs: ms, statement: shownText(prepared.text), plan: text },
    });
  }

  private parametersOf(
    session: Session,
    prepared: PreparedStatement,
    params: readonly Datum[],
    { parameterBytes }: SessionLogging,
  ): { readonly parameters?: readonly (string | null)[] } {
    if (parameterBytes === 0 || params.length === 0) return {};
    return { parameters: parameterTexts(session, prepared, params, parameterBytes) };
  }

  /** `prepared` null: what failed did not get as far as to be a statement. */
  failed(session: Session, error: unknown, text: string, prepared: PreparedStatement | null, beganMs: number): void {
    const { activity } = session;
    if (activity.lastError === error) return;
    activity.lastError = error;
    const now = this.core.host.monotonicMs();
    activity.stateChangeMs = now;
    if (beganMs !== 0) this.statistics.activeMs += now - beganMs;
    const code = codeOf(error);
    const { failed } = this.statistics.kinds[prepared === null ? 'other' : kindOf(prepared.statement)];
    const sqlstateClass = code.slice(0, 2);
    failed.set(sqlstateClass, (failed.get(sqlstateClass) ?? 0) + 1);
    this.logError(session, error, code, text);
  }

  private logError(session: Session, error: unknown, code: string, text: string): void {
    if (this.receive === null) return;
    const level = error instanceof SqlError && error.severity === 'FATAL' ? 'fatal' : 'error';
    const logging = this.loggingOf(session);
    if (!reachesLevel(level, logging.minLevel)) return;
    const message = error instanceof Error ? error.message : String(error);
    const { detail, hint } = error instanceof SqlError ? error : { detail: undefined, hint: undefined };
    const shown = text !== '' && reachesLevel(level, logging.minErrorLevel);
    this.tell({
      level,
      event: 'error',
      message: redactPasswords(message.slice(0, loggedTextMax)),
      session,
      fields: {
        sqlstate: code,
        ...(detail !== undefined && { detail: redactPasswords(detail.slice(0, loggedTextMax)) }),
        ...(hint !== undefined && { hint }),
        ...(shown && { statement: shownText(text) }),
        // What is no error of SQL is a fault of ours, and its stack says where.
        ...(code === 'XX000' && error instanceof Error && { stack: error.stack }),
      },
    });
  }

  notice(session: Session, notice: Notice): void {
    if (this.receive === null) return;
    const level = notice.severity === 'DEBUG' ? 'debug1' : (notice.severity.toLowerCase() as LogEvent['level']);
    if (!reachesLevel(level, this.loggingOf(session).minLevel)) return;
    const { code, message } = notice;
    this.tell({ level, event: 'notice', message, session, fields: { sqlstate: code } });
  }

  // Locks.

  /** After how many ms of waiting the log is told of it; null: never. */
  lockWaitMs(session: Session): number | null {
    if (this.receive === null) return null;
    const { lockWaits, deadlockTimeoutMs } = this.loggingOf(session);
    return lockWaits ? deadlockTimeoutMs : null;
  }

  lockWait(session: Session, what: string, beganMs: number, holders: readonly number[], acquired: boolean): void {
    const ms = this.core.host.monotonicMs() - beganMs;
    const did = acquired ? `acquired ${what} after` : `still waiting for ${what} after`;
    this.tell({
      level: 'log',
      event: 'lock_wait',
      message: `process ${session.processId} ${did} ${ms.toFixed(3)} ms`,
      session,
      fields: { durationMs: ms, acquired, ...(!acquired && { holders }), statement: shownText(session.currentText) },
    });
  }

  tempFile(session: Session, path: string, bytes: number): void {
    const { tempFilesKb } = this.loggingOf(session);
    if (tempFilesKb < 0 || bytes < tempFilesKb * 1024) return;
    this.tell({
      level: 'log',
      event: 'temporary_file',
      message: `temporary file: path "${path}", size ${bytes}`,
      session,
      fields: { bytes, statement: shownText(session.currentText) },
    });
  }

  // Checkpoints.

  checkpoint(bytes: number, durationMs: number): void {
    if (this.core.settingDefault('log_checkpoints') !== 'on') return;
    const message = `checkpoint complete: wrote ${bytes} bytes; total=${(durationMs / 1000).toFixed(3)} s`;
    this.tell({ level: 'log', event: 'checkpoint', message, session: null, fields: { bytes, durationMs } });
  }
}

function isLogged(prepared: PreparedStatement, setting: string): boolean {
  const level = statementLevel(prepared.statement);
  return setting === 'all' || level === 'ddl' || (setting === 'mod' && level === 'mod');
}

function shownText(text: string): string {
  return redactPasswords(text.slice(0, loggedTextMax));
}

function codeOf(error: unknown): string {
  return error instanceof SqlError || error instanceof CorruptionError ? error.code : 'XX000';
}
