/** DECLARE, FETCH, MOVE, CLOSE. Cursors run forward; going back raises 0A000. */
import { sqlError, unsupported } from '../../errors/index.ts';
import type { CloseStatement, DeclareCursorStatement, FetchStatement } from '../../parser/index.ts';
import type { Datum } from '../../types/type-def.ts';
import { Portal } from '../portal.ts';
import type { PreparedStatement } from '../prepared-statement.ts';
import type { Completion, ResultSink } from '../result.ts';
import type { Session } from '../session.ts';
import type { Running } from '../wait.ts';

export function* executeDeclare(
  session: Session,
  outer: PreparedStatement,
  statement: DeclareCursorStatement,
  params: readonly Datum[],
): Running<Completion> {
  if (!session.explicit && !statement.hold) {
    throw sqlError('no_active_sql_transaction', 'DECLARE CURSOR can only be used in transaction blocks');
  }
  if (statement.scroll === true) throw unsupported('SCROLL', statement.location);
  if (statement.hold) throw unsupported('WITH HOLD', statement.location);
  if (statement.binary) throw unsupported('BINARY', statement.location);
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
  };
  const portal = new Portal(session, prepared, params);
  yield* portal.open();
  session.portals.set(statement.name, portal);
  return { tag: 'DECLARE CURSOR', rows: null };
}

function find(session: Session, name: string): Portal {
  const portal = session.portals.get(name);
  if (portal === undefined) throw sqlError('invalid_cursor_name', `cursor "${name}" does not exist`);
  return portal;
}

export function* executeFetch(session: Session, statement: FetchStatement, sink: ResultSink): Running<Completion> {
  const portal = find(session, statement.cursor);
  let count: number;
  switch (statement.direction) {
    case 'next':
      count = 1;
      break;
    case 'forward':
      count = statement.count === 'all' ? Number.POSITIVE_INFINITY : Number(statement.count);
      break;
    default:
      throw unsupported(`FETCH ${statement.direction.toUpperCase()}`, statement.location);
  }
  if (count < 0) throw unsupported('FETCH BACKWARD', statement.location);
  if (count === 0) throw unsupported('FETCH of the current row', statement.location);
  session.ensureTransaction();
  const emit = statement.move ? (): void => {} : sink.columns(portal.columns);
  const { given } = yield* portal.fetch(count, emit);
  return { tag: `${statement.move ? 'MOVE' : 'FETCH'} ${given}`, rows: given };
}

export function executeClose(session: Session, statement: CloseStatement): Completion {
  if (statement.name === null) {
    for (const portal of session.portals.values()) portal.close();
    session.portals.clear();
    return { tag: 'CLOSE CURSOR ALL', rows: null };
  }
  find(session, statement.name).close();
  session.portals.delete(statement.name);
  return { tag: 'CLOSE CURSOR', rows: null };
}
