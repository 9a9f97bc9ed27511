/** Rows of set-returning functions in one shape: arrays of datums. */
import { PgRecord } from '../types/record-value.ts';
import type { Datum, Oid } from '../types/type-def.ts';

export interface SetSource {
  readonly rows: (...args: unknown[]) => Iterable<Datum | readonly Datum[]>;
  /** Rows are arrays already. */
  readonly composite: boolean;
  readonly width: number;
}

export function setRows(source: SetSource, args: readonly unknown[]): Iterable<readonly Datum[]> {
  const rows = source.rows(...args);
  return source.composite ? (rows as Iterable<readonly Datum[]>) : new SingleColumn(rows as Iterable<Datum>);
}

class SingleColumn implements Iterable<readonly Datum[]> {
  private readonly source: Iterable<Datum>;
  constructor(source: Iterable<Datum>) {
    this.source = source;
  }
  [Symbol.iterator](): Iterator<readonly Datum[]> {
    const inner = this.source[Symbol.iterator]();
    return {
      next(): IteratorResult<readonly Datum[]> {
        const item = inner.next();
        return item.done === true ? { done: true, value: undefined } : { done: false, value: [item.value] };
      },
      return(): IteratorResult<readonly Datum[]> {
        inner.return?.();
        return { done: true, value: undefined };
      },
    };
  }
}

/** Each row as one value of type record. */
export function* recordRows(
  rows: Iterable<readonly Datum[]>,
  types: readonly Oid[],
  names: readonly string[],
): Generator<readonly Datum[]> {
  for (const row of rows) yield [new PgRecord(types, row, names)];
}

/** The rows with the first of them computed at once: what fails does so before what comes after it is evaluated. */
export function begun(source: Iterable<readonly Datum[]>): Iterable<readonly Datum[]> {
  const iterator = source[Symbol.iterator]();
  const first = iterator.next();
  let isFirst = true;
  const next = (): IteratorResult<readonly Datum[]> => {
    if (!isFirst) return iterator.next();
    isFirst = false;
    return first;
  };
  return { [Symbol.iterator]: () => ({ next }) };
}

/** Several sets side by side: as long as the longest, with nulls where a set has ended; then the ordinal from 1. */
export function* zipSets(
  sources: readonly Iterable<readonly Datum[]>[],
  widths: readonly number[],
  ordinality: boolean,
): Generator<readonly Datum[]> {
  const iterators = sources.map((source) => source[Symbol.iterator]());
  const ended = sources.map(() => false);
  for (let ordinal = 1; ; ordinal++) {
    const row: Datum[] = [];
    let live = false;
    for (const [i, iterator] of iterators.entries()) {
      const item = ended[i] ? null : iterator.next();
      if (item === null || item.done === true) {
        ended[i] = true;
        for (let k = 0; k < widths[i]!; k++) row.push(null);
      } else {
        live = true;
        for (const value of item.value) row.push(value);
      }
    }
    if (!live) return;
    if (ordinality) row.push(ordinal);
    yield row;
  }
}
