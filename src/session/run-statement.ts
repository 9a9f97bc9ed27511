/** One prepared statement, from its begin to its end, as the observer and the client see it. */
import type { Snapshot } from '../storage/index.ts';
import type { Datum } from '../types/type-def.ts';
import { executeStatement } from './execute-statement.ts';
import { endsTransaction } from './failed-block.ts';
import { awaitsSafety, needsSnapshot, takeSafeSnapshot } from './first-snapshot.ts';
import { givesRowsAtEnd, HeldSink } from './held-sink.ts';
import type { PreparedStatement } from './prepared-statement.ts';
import type { Completion, ResultSink } from './result.ts';
import type { Session } from './session.ts';
import type { Running } from './wait.ts';

/**
 * With `autocommit`, an implicit transaction ends with it; without, at the session's `sync`. `taken`: what a query is to see, where
 * that was decided before.
 */
export function* runStatement(
  session: Session,
  prepared: PreparedStatement,
  params: readonly Datum[],
  sink: ResultSink,
  autocommit: boolean,
  taken: Snapshot | null = null,
): Running<Completion> {
  const { observer } = session;
  let began = 0;
  const held = sink.gathers !== true && givesRowsAtEnd(prepared) ? new HeldSink(session, sink) : null;
  try {
    if (observer !== null) {
      began = observer.begin(session, prepared);
      observer.announce(session, prepared, params);
    }
    session.refuseWhenFailed(prepared.statement);
    session.startStatement(!endsTransaction(prepared.statement));
    session.running = true;
    session.currentText = prepared.text;
    if (needsSnapshot(prepared.statement)) {
      if (awaitsSafety(session)) yield* takeSafeSnapshot(session);
      else if (session.explicit && !session.transaction!.hasSnapshot) session.transaction!.fixSnapshot();
    }
    const completion = yield* executeStatement(session, prepared, params, held ?? sink, taken);
    if (held !== null) yield* held.give();
    if (autocommit && !session.inBlock) yield* session.finish();
    if (observer !== null) observer.ended(session, prepared, params, began, completion.rows ?? 0);
    sink.complete(completion.tag, completion.rows);
    return completion;
  } catch (error) {
    throw session.failure(error, prepared.text, prepared, began);
  } finally {
    held?.close();
    session.running = false;
    session.interrupts.end();
  }
}
