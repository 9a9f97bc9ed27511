/** Sets taken out of arrays and text, and the tables of time zones. */

import type { PgArray } from '../../types/array-value.ts';
import { allAbbreviations } from '../../types/datetime/zone-names.ts';
import { findTimeZone } from '../../types/datetime/zones.ts';
import { Interval } from '../../types/interval-value.ts';
import type { Datum } from '../../types/type-def.ts';
import type { FunctionContext } from '../function-def.ts';
import { compileRegex, parseFlags } from '../regex/index.ts';
import { rowSet } from '../scalar/define.ts';
import { splitText } from '../scalar/text/characters.ts';
import { matchArray, matchesOf, splitByRegex } from '../scalar/text/regexps.ts';

function* subscripts(array: PgArray, dimension: number, reverse = false): Generator<number> {
  if (dimension < 1 || dimension > array.dims.length) return;
  const low = array.lowerBounds[dimension - 1]!;
  const high = low + array.dims[dimension - 1]! - 1;
  if (reverse) for (let at = high; at >= low; at--) yield at;
  else for (let at = low; at <= high; at++) yield at;
}

function* regexpMatches(text: string, pattern: string, flagText = ''): Generator<PgArray> {
  const { flags, global } = parseFlags(flagText);
  const regex = compileRegex(pattern, flags);
  for (const match of matchesOf(regex, text)) {
    yield matchArray(regex, text, match);
    if (!global) return;
  }
}

function splitToTable(text: string, pattern: string, flags = ''): Iterable<string> {
  return splitByRegex(text, pattern, flags, 'regexp_split_to_table()');
}

function stringToTable(text: string | null, delimiter: string | null, nullText: string | null = null): Iterable<Datum> {
  return text === null ? [] : splitText(text, delimiter, nullText);
}

function* zoneAbbreviations(): Generator<readonly Datum[]> {
  for (const entry of allAbbreviations()) {
    yield [entry.name.toUpperCase(), new Interval(0, 0, entry.offset * 1e6), entry.daylight];
  }
}

function* zoneNames(context: FunctionContext): Generator<readonly Datum[]> {
  const now = Math.floor(context.transactionTimestamp / 1e6);
  const year = 31_557_600;
  for (const name of [...Intl.supportedValuesOf('timeZone'), 'UTC']) {
    const zone = findTimeZone(name)!;
    const offset = zone.offsetAt(now);
    // Daylight-saving time is what is ahead of the least offset around this time.
    const daylight = [0.25, 0.5, 0.75].some((part) => zone.offsetAt(now + part * year) < offset);
    yield [name, zone.abbreviationAt(now), new Interval(0, 0, offset * 1e6), daylight];
  }
}

function positioned(vector: PgArray): (readonly Datum[])[] {
  return vector.values.map((value, i) => [value, i + 1]);
}

export const collectionSets = [
  rowSet(2331, 'unnest', 'anyarray', 'anyelement', (array: PgArray) => array.values),
  rowSet(1192, 'generate_subscripts', 'anyarray int4', 'int4', subscripts),
  rowSet(1191, 'generate_subscripts', 'anyarray int4 bool', 'int4', subscripts),
  // Of information_schema. Drivers call it for the columns of keys.
  rowSet(13208, '_pg_expandarray', 'anyarray', 'record', positioned, {
    columns: [
      { name: 'x', type: 'anyelement' },
      { name: 'n', type: 'int4' },
    ],
  }),
  rowSet(2763, 'regexp_matches', 'text text', '_text', regexpMatches),
  rowSet(2764, 'regexp_matches', 'text text text', '_text', regexpMatches),
  rowSet(2765, 'regexp_split_to_table', 'text text', 'text', splitToTable),
  rowSet(2766, 'regexp_split_to_table', 'text text text', 'text', splitToTable),
  rowSet(6160, 'string_to_table', 'text text', 'text', stringToTable, { strict: false }),
  rowSet(6161, 'string_to_table', 'text text text', 'text', stringToTable, { strict: false }),
  rowSet(2599, 'pg_timezone_abbrevs', '', 'record', zoneAbbreviations, {
    volatility: 'stable',
    columns: [
      { name: 'abbrev', type: 'text' },
      { name: 'utc_offset', type: 'interval' },
      { name: 'is_dst', type: 'bool' },
    ],
  }),
  rowSet(2856, 'pg_timezone_names', '', 'record', zoneNames, {
    volatility: 'stable',
    context: true,
    columns: [
      { name: 'name', type: 'text' },
      { name: 'abbrev', type: 'text' },
      { name: 'utc_offset', type: 'interval' },
      { name: 'is_dst', type: 'bool' },
    ],
  }),
];
