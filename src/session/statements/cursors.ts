/** DECLARE, FETCH, MOVE, CLOSE. Only cursors declared with SCROLL go back. */
import { sqlError, unsupported } from '../../errors/index.ts';
import type { CloseStatement, DeclareCursorStatement, FetchStatement } from '../../parser/index.ts';
import type { Datum } from '../../types/type-def.ts';
import { moveForward, scroll } from '../cursor-moves.ts';
import { KeptRows } from '../kept-rows.ts';
import { Portal } from '../portal.ts';
import type { PreparedStatement } from '../prepared-statement.ts';
import type { Completion, ResultSink, RowReceiver } from '../result.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';

export function* executeDeclare(
  session: Session,
  outer: PreparedStatement,
  statement: DeclareCursorStatement,
  params: readonly Datum[],
): Running<Completion> {
  if (statement.query.with?.items.some(({ query }) => query.kind !== 'select')) {
    throw sqlError('feature_not_supported', 'DECLARE CURSOR must not contain data-modifying statements in WITH');
  }
  if (!session.explicit && !statement.hold) {
    throw sqlError('no_active_sql_transaction', 'DECLARE CURSOR can only be used in transaction blocks');
  }
  refuseLocking(statement);
  if (session.portals.has(statement.name)) {
    throw sqlError('duplicate_cursor', `cursor "${statement.name}" already exists`);
  }
  session.ensureTransaction();
  const prepared: PreparedStatement = {
    text: outer.text,
    statement: statement.query,
    source: `${outer.source}\u0000cursor`,
    parameterTypes: outer.parameterTypes,
    columns: null,
    plan: null,
    planKey: '',
    cursor: true,
  };
  const portal = new Portal(session, prepared, params);
  yield* portal.open();
  const { error } = prepared.plan!.compiled.planned;
  if (error !== null) throw error.thrown;
  portal.rows = prepared.plan!.cursorRows ?? portal.rows;
  portal.binary = statement.binary;
  if (statement.scroll === true) portal.kept = new KeptRows(session);
  if (statement.hold) {
    portal.holdable = true;
    yield* portal.materialise();
  }
  session.portals.set(statement.name, portal);
  return { tag: 'DECLARE CURSOR', rows: null };
}

function find(session: Session, name: string): Portal {
  const portal = session.portals.get(name);
  if (portal === undefined) throw sqlError('invalid_cursor_name', `cursor "${name}" does not exist`);
  return portal;
}

/** Rows that are to be locked are changed by others meanwhile, so there is no going back to them nor keeping them. */
function refuseLocking({ query, scroll, hold }: DeclareCursorStatement): void {
  const lock = query.locking[0];
  if (lock === undefined) return;
  const clause = `FOR ${lock.strength.toUpperCase()}`;
  if (hold) {
    throw sqlError('feature_not_supported', `DECLARE CURSOR WITH HOLD ... ${clause} is not supported`, {
      detail: 'Holdable cursors must be READ ONLY.',
    });
  }
  if (scroll !== true) return;
  throw sqlError('feature_not_supported', `DECLARE SCROLL CURSOR ... ${clause} is not supported`, {
    detail: 'Scrollable cursors must be READ ONLY.',
  });
}

export function* executeFetch(session: Session, statement: FetchStatement, sink: ResultSink): Running<Completion> {
  const portal = find(session, statement.cursor);
  if (portal.prepared.statement.kind !== 'select') throw unsupported('FETCH of a portal that is no query', -1);
  session.ensureTransaction();
  const give = statement.move ? (): void => {} : sink.columns(portal.columns, portal.binary);
  const width = portal.columns.length;
  const emit: RowReceiver = (...row) => {
    portal.lastRow = row;
    give(...(row.length === width ? row : row.slice(0, width)));
  };
  const { direction } = statement;
  const count = statement.count === 'all' ? Number.POSITIVE_INFINITY : Number(statement.count);
  const given =
    portal.kept === null ? moveForward(portal, direction, count, emit) : scroll(portal, direction, count, emit);
  const rows = yield* given;
  return { tag: `${statement.move ? 'MOVE' : 'FETCH'} ${rows}`, rows };
}

export function executeClose(session: Session, statement: CloseStatement): Completion {
  if (statement.name === null) {
    session.closePortals();
    return { tag: 'CLOSE CURSOR ALL', rows: null };
  }
  find(session, statement.name).close();
  session.portals.delete(statement.name);
  return { tag: 'CLOSE CURSOR', rows: null };
}
