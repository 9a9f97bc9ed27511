/**
 * The moves of a cursor ("FETCH"). It stands on a row, before the first or behind the last; a move ends on the last row it gave, or
 * behind the end it ran into. A cursor that can go back keeps the rows it has passed.
 */
import { sqlError } from '../errors/index.ts';
import type { FetchStatement } from '../parser/index.ts';
import type { Portal } from './portal.ts';
import type { RowReceiver } from './result.ts';
import type { Running } from './wait.ts';

type Direction = FetchStatement['direction'];
const nobody: RowReceiver = () => {};

/** Of a cursor that only goes forward; how many rows were given. */
export function* moveForward(portal: Portal, direction: Direction, count: number, emit: RowReceiver): Running<number> {
  switch (direction) {
    case 'next':
      return yield* advance(portal, 1, emit);
    case 'forward':
      if (count > 0) return yield* advance(portal, count, emit);
      if (count === 0 && !onRow(portal)) return 0;
      throw onlyForward();
    case 'relative':
      if (count === 0 && !onRow(portal)) return 0;
      if (count <= 0) throw onlyForward();
      return yield* oneAhead(portal, count, emit);
    case 'first':
      if (portal.position > 0) throw onlyForward();
      return yield* advance(portal, 1, emit);
    case 'absolute':
      if (count === 0 && portal.position === 0) return 0;
      if (count <= portal.position) throw onlyForward();
      return yield* oneAhead(portal, count - portal.position, emit);
    case 'backward':
      if (count < 0) return yield* advance(portal, -count, emit);
      throw onlyForward();
    default:
      throw onlyForward();
  }
}

function onlyForward(): Error {
  return sqlError('object_not_in_prerequisite_state', 'cursor can only scan forward', {
    hint: 'Declare it with SCROLL option to enable backward scan.',
  });
}

function onRow(portal: Portal): boolean {
  return portal.position > 0 && !portal.ended;
}

function* oneAhead(portal: Portal, count: number, emit: RowReceiver): Running<number> {
  const passed = yield* advance(portal, count - 1, nobody);
  return passed < count - 1 ? 0 : yield* advance(portal, 1, emit);
}

function* advance(portal: Portal, count: number, emit: RowReceiver): Running<number> {
  if (count <= 0 || portal.ended) return 0;
  const { given } = yield* portal.fetch(count, emit);
  portal.position += given;
  if (given < count) {
    portal.ended = true;
    portal.position++;
  }
  return given;
}

/** Of a cursor that keeps its rows. */
export function* scroll(portal: Portal, direction: Direction, count: number, emit: RowReceiver): Running<number> {
  const { position } = portal;
  switch (direction) {
    case 'next':
      return yield* pass(portal, 1, emit);
    case 'prior':
      return yield* pass(portal, -1, emit);
    case 'forward':
      return count === 0 ? yield* stand(portal, position, emit) : yield* pass(portal, count, emit);
    case 'backward':
      return count === 0 ? yield* stand(portal, position, emit) : yield* pass(portal, -count, emit);
    case 'first':
      return yield* stand(portal, 1, emit);
    case 'relative':
      return yield* stand(portal, position + count, emit);
    case 'last':
      return yield* stand(portal, yield* keepUpTo(portal, Number.POSITIVE_INFINITY), emit);
    case 'absolute': {
      if (count >= 0) return yield* stand(portal, count, emit);
      const total = yield* keepUpTo(portal, Number.POSITIVE_INFINITY);
      return yield* stand(portal, total + 1 + count, emit);
    }
  }
}

/** Rows one after the other, backwards when `count` is negative. */
function* pass(portal: Portal, count: number, emit: RowReceiver): Running<number> {
  const kept = portal.kept!;
  const from = portal.position;
  if (count > 0) {
    const last = yield* keepUpTo(portal, from + count);
    for (let row = from; row < last; row++) emit(...kept.at(row)!);
    portal.position = last < from + count ? last + 1 : last;
    return Math.max(last - from, 0);
  }
  const first = Math.max(from + count, 1);
  for (let row = from - 1; row >= first; row--) emit(...kept.at(row - 1)!);
  portal.position = from + count < 1 ? 0 : first;
  return Math.max(from - first, 0);
}

/** Goes to a row, and gives it if there is one. */
function* stand(portal: Portal, position: number, emit: RowReceiver): Running<number> {
  const last = yield* keepUpTo(portal, position);
  portal.position = Math.max(Math.min(position, last + 1), 0);
  if (portal.position < 1 || portal.position > last) return 0;
  emit(...portal.kept!.at(portal.position - 1)!);
  return 1;
}

/** Takes rows until there are `count`, or all; how many there are then, at most `count`. */
function* keepUpTo(portal: Portal, count: number): Running<number> {
  const kept = portal.kept!;
  if (count > kept.length) {
    yield* portal.fetch(count - kept.length, (...row) => {
      kept.push(row);
    });
  }
  return Math.min(kept.length, Math.max(count, 0));
}
