/**
 * Statistics of stored columns, taken when a plan asks for them: bounds and nulls from the segments' zone maps, the number of
 * different values from a sample of some hundred rows (Haas and Stokes' Duj1 estimator, as PostgreSQL's ANALYZE uses it).
 * They steer costs only; a row that is not committed, or dead, may be among them.
 */
import type { ColumnStatistics, PlanStatistics } from '../planner/index.ts';
import { type TableStore, UNLOADED } from '../storage/index.ts';
import type { Oid } from '../types/type-def.ts';

const sampleSize = 256;

/** Statistics over the tables that `storeOf` knows, and the number of rows that others may have; they are kept as long as the object, so make one per statement planned. */
export function storageStatistics(
  storeOf: (table: Oid) => TableStore | undefined,
  otherRows: (relation: Oid) => number,
): PlanStatistics {
  const known = new Map<number, ColumnStatistics>();
  return {
    rowCount: (table) => storeOf(table)?.rowCount ?? otherRows(table),
    column: (table, column) => {
      const store = storeOf(table);
      if (store === undefined || column < 0) return null;
      const key = table * 2048 + column;
      let statistics = known.get(key);
      if (statistics === undefined) {
        statistics = columnStatistics(store, column);
        known.set(key, statistics);
      }
      return statistics;
    },
  };
}

function columnStatistics(store: TableStore, column: number): ColumnStatistics {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let nulls = 0;
  let rows = 0;
  for (const segment of store.segments) {
    const zone = segment.zone(column);
    rows += zone.rowCount;
    nulls += zone.nullCount;
    if (zone.nullCount >= zone.rowCount) continue;
    // NaN where nothing is known: it stays.
    min = zone.min < min || Number.isNaN(zone.min) ? zone.min : min;
    max = zone.max > max || Number.isNaN(zone.max) ? zone.max : max;
  }
  const bounded = min <= max;
  return {
    distinct: distinctValues(store, column, rows),
    nullFraction: rows === 0 ? 0 : Math.min(1, nulls / rows),
    min: bounded ? min : null,
    max: bounded ? max : null,
  };
}

/** Of all rows, from a sample spread evenly over them. */
function distinctValues(store: TableStore, column: number, rows: number): number | null {
  const counts = new Map<unknown, number>();
  const step = Math.max(1, Math.floor(rows / sampleSize));
  let sampled = 0;
  let next = 0;
  let before = 0;
  const anyLoaded = store.segments.some((segment) => segment.unloadedCount === 0);
  for (const segment of store.segments) {
    // Planning reads no more than one segment from disk.
    const skip = segment.unloadedCount > 0 && (anyLoaded || sampled > 0);
    if (skip) {
      next += Math.ceil(Math.max(0, before + segment.count - next) / step) * step;
      before += segment.count;
      continue;
    }
    if (column < segment.data.length && segment.data[column] === UNLOADED) segment.load(column);
    const data = segment.data[column];
    const nulls = segment.nulls[column];
    if (data === undefined || nulls === undefined) return null;
    for (; next < before + segment.count; next += step) {
      const slot = next - before;
      if (nulls.length > 0 && nulls[slot] === 1) continue;
      const value = sampleKey(data[slot]);
      if (value === undefined) return null;
      counts.set(value, (counts.get(value) ?? 0) + 1);
      sampled++;
    }
    before += segment.count;
  }
  if (sampled === 0) return null;
  let once = 0;
  for (const count of counts.values()) if (count === 1) once++;
  if (once === sampled) return rows;
  const distinct = (sampled * counts.size) / (sampled - once + (once * sampled) / Math.max(sampled, rows));
  return Math.max(1, Math.min(rows, Math.round(distinct)));
}

/** Something by which equal values are the same Map key; undefined for values that have no such form at hand. */
function sampleKey(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      return undefined;
  }
}
