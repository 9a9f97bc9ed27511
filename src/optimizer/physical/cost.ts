/**
 * Costs, in the unit of one tuple processed by PostgreSQL's default model divided by a hundred (so figures in EXPLAIN look
 * familiar), but with the proportions of this engine: everything is in memory, scans and probes are generated loops.
 */
import type { Estimate } from '../../planner/index.ts';

/** One row read by a sequential scan. */
export const scanRowCost = 0.01;
/** One condition or computed expression on one row. */
export const exprCost = 0.0025;
/** Descent of a B+tree, and one entry fetched from it by row id. */
export const indexDescentCost = 0.04;
export const indexRowCost = 0.02;
/** A row put into, and looked up in, a hash table. */
export const hashBuildCost = 0.03;
export const hashProbeCost = 0.012;
/** A pair met by a nested loop over materialized rows. */
export const loopPairCost = 0.004;
export const aggregateRowCost = 0.02;
/** Multiplied by n log2 n. */
export const sortCompareCost = 0.006;
/** Start of one more pipeline: hash tables and sorters are allocated. */
export const pipelineCost = 0.1;
/** A sub-plan run again for a row. */
export const subPlanCost = 1;

export function estimate(rows: number, startupCost: number, totalCost: number, width: number): Estimate {
  return { rows: Math.max(1, rows), startupCost, totalCost: Math.max(startupCost, totalCost), width };
}

export function sortCost(rows: number): number {
  return pipelineCost + sortCompareCost * rows * Math.log2(Math.max(2, rows));
}
