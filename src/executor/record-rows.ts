/** Rows of functions that return "record", held against the column definition list of the query. */
import { assert } from '../common/assert.ts';
import { sqlError } from '../errors/index.ts';
import { castBetween } from '../functions/registry.ts';
import { PgRecord } from '../types/record-value.ts';
import { typeByOid } from '../types/registry.ts';
import type { Datum, Oid } from '../types/type-def.ts';

interface Wanted {
  readonly type: Oid;
}

/** `named`: the rows are of a composite type with these fields, and need no check. */
export function* spreadRecords(
  rows: Iterable<Datum>,
  wanted: readonly Wanted[],
  named: boolean,
): Generator<readonly Datum[]> {
  let first: PgRecord | null = null;
  for (const row of rows) {
    if (row === null) {
      yield wanted.map(() => null);
      continue;
    }
    assert(row instanceof PgRecord, 'a function that returns record gave something else');
    if (named) {
      yield row.values.length < wanted.length ? padded(row.values, wanted.length) : row.values;
      continue;
    }
    if (first === null) {
      checkRow(row, wanted);
      first = row;
    } else if (row.types.length !== first.types.length || row.types.some((type, i) => type !== first!.types[i])) {
      throw sqlError('datatype_mismatch', 'rows returned by function are not all of the same row type');
    }
    yield row.values;
  }
}

/** A row from before fields were added to its type has null there. */
function padded(values: readonly Datum[], length: number): readonly Datum[] {
  return [...values, ...new Array<null>(length - values.length).fill(null)];
}

function checkRow({ types }: PgRecord, wanted: readonly Wanted[]): void {
  const mismatch = (detail: string) =>
    sqlError('datatype_mismatch', 'function return row and query-specified return row do not match', { detail });
  if (types.length !== wanted.length) {
    const attributes = types.length === 1 ? 'attribute' : 'attributes';
    throw mismatch(`Returned row contains ${types.length} ${attributes}, but query expects ${wanted.length}.`);
  }
  for (const [i, type] of types.entries()) {
    const expected = wanted[i]!.type;
    const cast = castBetween(type, expected);
    if (type === expected || (cast?.method === 'binary' && cast.context === 'implicit')) continue;
    const name = (oid: Oid) => typeByOid(oid)?.displayName ?? 'record';
    throw mismatch(`Returned type ${name(type)} at ordinal position ${i + 1}, but query expects ${name(expected)}.`);
  }
}
