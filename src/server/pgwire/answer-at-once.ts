/** The quick way of a client's statement: no generator, no transaction, no sink. */
import { abandonment, type PreparedStatement, type RowReceiver, type Session, tryRead } from '../../session/index.ts';
import { selectTag } from '../../session/tags.ts';
import type { Datum } from '../../types/type-def.ts';
import type { MessageWriter } from './message-writer.ts';
import { rowReceiver } from './result-sink.ts';

/** Of one answer, in bytes. What is longer goes the way that pauses when the client does not take it. */
const answerMax = 1 << 20;

/**
 * Runs a statement that only reads, outside a transaction, to its end, and writes its rows and CommandComplete: how many rows, or -1
 * when it has to go the usual way, and nothing has been written. `formats` null: a simple query, which is told its columns as well.
 */
export function answerAtOnce(
  session: Session,
  writer: MessageWriter,
  prepared: PreparedStatement,
  params: readonly Datum[],
  formats: readonly number[] | null,
): number {
  if (prepared.statement.kind !== 'select' || prepared.columns === null || session.transaction !== null) return -1;
  const { observer } = session;
  if (observer?.follows(session) === true) return -1;
  let rows = 0;
  const before = writer.length;
  const open = (): RowReceiver => {
    // Of the plan that runs.
    const columns = prepared.columns!;
    if (formats === null) writer.rowDescription(columns, () => 0);
    const receive = rowReceiver(session, writer, columns, formats ?? []);
    return (...row) => {
      rows++;
      receive(...row);
      if (writer.length - before > answerMax) throw abandonment;
    };
  };
  const began = observer === null ? 0 : observer.begin(session, prepared);
  if (!tryRead(session, prepared, params, open, began)) {
    writer.takeBack(before);
    return -1;
  }
  if (observer !== null) observer.ended(session, prepared, params, began, rows);
  writer.commandComplete(selectTag(rows));
  return rows;
}
