/**
 * Costs, in PostgreSQL's unit (figures in EXPLAIN look familiar), with the proportions of this engine: everything is in memory,
 * a sequential scan is a generated loop over columns at some nanoseconds a row, and all that goes through a tree, a hash table
 * or a sorter costs ten times that and more. 0.01 stands for about five nanoseconds;
 * the others were measured against it (200,000 rows of integers).
 */
import type { Estimate } from '../../planner/index.ts';

/** One row read by a sequential scan. */
export const scanRowCost = 0.01;
/** One condition or computed expression on one row. */
export const exprCost = 0.0025;
/** Descent of a B+tree, and one entry fetched from it by row id. */
export const indexDescentCost = 0.2;
export const indexRowCost = 0.25;
/** A row put into, and looked up in, a hash table. */
export const hashBuildCost = 0.08;
export const hashProbeCost = 0.035;
/** A pair met by a nested loop over materialized rows. */
export const loopPairCost = 0.008;
/** Estimates below this many rows are not trusted where being wrong is dear. */
export const doubtfulRows = 12;
export const aggregateRowCost = 0.05;
/** Multiplied by n log2 n. */
export const sortCompareCost = 0.07;
/** A row shown to a heap of the first rows. */
export const heapRowCost = 0.05;
/** One more pipeline: hash tables and sorters are allocated. */
export const pipelineCost = 1;

export function estimate(rows: number, startupCost: number, totalCost: number, width: number): Estimate {
  return { rows: Math.max(1, rows), startupCost, totalCost: Math.max(startupCost, totalCost), width };
}

/** Of `rows` rows; with `kept`, a heap holds only that many. */
export function sortCost(rows: number, kept: number | null): number {
  if (kept !== null && kept < rows / 4) return pipelineCost + rows * heapRowCost;
  return pipelineCost + sortCompareCost * rows * Math.log2(Math.max(2, rows));
}
