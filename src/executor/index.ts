/** What generated code runs on: executions, pipelines, hash tables, sorters, aggregate states, row modification. */
export { Execution, type Interrupts, type RunnableUnit } from './execution.ts';
export type { RowChange } from './modify-target.ts';
export { type ModifyTarget, storedToDatum, uniqueViolation } from './modify-target.ts';
export { sessionValue } from './session-value.ts';
export { sizeOfValue } from './spill/value-size.ts';
