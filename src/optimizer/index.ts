/**
 * From bound trees to physical plans (`planStatement`) and their display (`explainPlan`). Rewriting rules are in rules/, one a
 * file, in the order of passes.ts; the choice of access paths, join order and join methods is in physical/.
 */
export type { ActualCounts, ExplainNames, ExplainOptions } from './explain/explain-names.ts';
export { explainPlan } from './explain/explain-plan.ts';
export { inputsOf } from './explain/explain-tree.ts';
export { constantError } from './parameter-constants.ts';
export { planStatement } from './plan-statement.ts';
export { storageStatistics } from './storage-statistics.ts';
