/** A disk for tests: deterministic, in memory, and able to fail in the ways real ones do. Public as 'aiondb/testing'. */
export { failNth, failWhen, randomFaults } from './faults.ts';
export type { ChangeKind, Fault, FaultPlan, LookKind, Operation, Step } from './operations.ts';
export { SimulatedDisk, type SimulatedDiskOptions } from './simulated-disk.ts';
export type { CrashPolicy } from './survival.ts';
