/**
 * The extended protocol's Execute, by what the portal's statement is ("Extended Query"; PostgreSQL's portal strategies):
 * a query gives rows as they are found and can stop at any row; what changes rows and returns some, or gives rows as a utility, runs
 * to its end first and then hands them out; anything else runs once.
 */

import { sqlError } from '../errors/index.ts';
import { moveForward, scroll } from './cursor-moves.ts';
import { awaitsSafety, takeSafeSnapshot } from './first-snapshot.ts';
import { giveRows, isQuery } from './held-sink.ts';
import { KeptRows } from './kept-rows.ts';
import type { Portal } from './portal.ts';
import type { Completion, ResultSink, RowReceiver } from './result.ts';
import { runStatement } from './run-statement.ts';
import { selectTag } from './tags.ts';
import type { Running } from './wait.ts';

/** Gives null when the row limit was reached first (PortalSuspended). `limit` ≤ 0: no limit. */
export function* executePortal(
  portal: Portal,
  name: string,
  limit: number,
  sink: ResultSink,
): Running<Completion | null> {
  const { prepared } = portal;
  const { kind } = prepared.statement;
  if (isQuery(prepared)) return yield* stream(portal, limit, sink);
  if (prepared.columns === null || kind === 'copy') {
    if (!portal.fresh) throw sqlError('object_not_in_prerequisite_state', `portal "${name}" cannot be run`);
    return yield* runOnce(portal, sink);
  }
  if (portal.fresh && limit <= 0) return yield* runOnce(portal, sink);
  if (portal.fresh) yield* gather(portal);
  return yield* handOut(portal, limit, sink);
}

function* runOnce(portal: Portal, sink: ResultSink): Running<Completion> {
  const { session, prepared, params } = portal;
  portal.start();
  const completion = yield* runStatement(session, prepared, params, sink, false, portal.takeSnapshot());
  portal.finish(completion);
  return completion;
}

function* stream(portal: Portal, limit: number, sink: ResultSink): Running<Completion | null> {
  if (portal.fresh && limit <= 0) return yield* runOnce(portal, sink);
  const { session } = portal;
  const give = sink.columns(portal.columns);
  if (portal.completion !== null) return complete(sink, 0, selectTag(0));
  const width = portal.columns.length;
  const emit: RowReceiver = (...row) => {
    portal.lastRow = row;
    give(...(row.length === width ? row : row.slice(0, width)));
  };
  const { observer } = session;
  const again = !portal.fresh;
  const began = observer === null ? 0 : observer.begin(session, portal.prepared);
  if (!again) observer?.announce(session, portal.prepared, portal.params);
  session.startStatement();
  session.ensureTransaction();
  if (awaitsSafety(session)) yield* takeSafeSnapshot(session);
  const count = limit <= 0 ? Number.POSITIVE_INFINITY : limit;
  const move = portal.kept === null ? moveForward : scroll;
  try {
    const given = yield* session.guarded(portal.prepared.text, move(portal, 'forward', count, emit));
    if (observer !== null) observer.ended(session, portal.prepared, portal.params, began, given, again);
    return given === count ? null : complete(sink, given, selectTag(given));
  } finally {
    session.interrupts.end();
  }
}

/** Runs the statement to its end and keeps its rows. */
function* gather(portal: Portal): Running<void> {
  const { session, prepared, params } = portal;
  const rows = new KeptRows(session);
  const collect: ResultSink = {
    gathers: true,
    columns:
      () =>
      (...row) => {
        rows.push(row);
      },
    complete: () => {},
    empty: () => {},
  };
  portal.start();
  portal.results = rows;
  portal.finish(yield* runStatement(session, prepared, params, collect, false, null));
}

/** The tag counts what this Execute gave. */
function* handOut(portal: Portal, limit: number, sink: ResultSink): Running<Completion | null> {
  const { results } = portal;
  const left = results === null ? 0 : results.length - portal.given;
  const count = Math.min(limit <= 0 ? Number.POSITIVE_INFINITY : limit, left);
  if (count > 0) {
    const emit = sink.columns(portal.columns);
    yield* giveRows(portal.session, results!, portal.given, count, emit, sink);
    portal.given += count;
  }
  if (count === limit) return null;
  const { tag } = portal.completion!;
  return complete(sink, count, tag.replace(/\d+$/, String(count)));
}

function complete(sink: ResultSink, rows: number, tag: string): Completion {
  sink.complete(tag, rows);
  return { tag, rows };
}
