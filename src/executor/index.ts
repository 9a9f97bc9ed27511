/** What generated code runs on: executions, pipelines, hash tables, sorters, aggregate states, row modification. */
export { Execution, type Interrupts, type RunnableUnit } from './execution.ts';
export type { RowChange } from './modify-target.ts';
export { type ModifyTarget, storedToDatum, uniqueViolation } from './modify-target.ts';
export { sessionValue } from './session-value.ts';
export { DatumRows } from './spill/datum-rows.ts';
export { memoryPool } from './spill/memory-pool.ts';
export { type MemoryLimits, QueryMemory, type SpillReport, type TempUse } from './spill/query-memory.ts';
export { type TempPlace, TempSpace } from './spill/temp-space.ts';
export { sizeOfValue } from './spill/value-size.ts';
