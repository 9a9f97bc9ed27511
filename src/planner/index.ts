/**
 * From bound trees to logical plans (`buildStatement`), and the contract of physical plans. The optimizer turns one into the
 * other; see docs/architecture/optimizer.md.
 */
export { type BuiltStatement, buildStatement } from './build-statement.ts';
export { columnKey, exprRels, freeRels, relsOf } from './columns.ts';
export type * from './logical-plan.ts';
export type * from './physical-plan.ts';
export * from './plan-context.ts';
export type * from './plan-parts.ts';
export { printExpr, printQuery } from './print-plan.ts';
export { routineFacts } from './routine-facts.ts';
