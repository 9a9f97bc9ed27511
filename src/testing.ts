/**
 * What `import 'aiondb/testing'` gives: a disk in memory that loses power, fills up and fails as real ones do, to test what a
 * program leaves behind. Write the program against `FileSystem`, run it on `nodeFiles` in earnest and on a `SimulatedDisk` in tests:
 *
 *   const disk = new SimulatedDisk({ seed: 1 });
 *   disk.onStep = (step) => check(disk.crash(step.index)); // the disk after a power failure at each boundary
 *   program(disk);
 *
 * Everything is a function of the seeds, so a failure found once is found again. See docs/testing-crashes.md.
 */

export type { File, FileError, FileSystem, OpenMode } from './host/index.ts';
export { nodeFiles } from './host/index.ts';
export type {
  ChangeKind,
  CrashPolicy,
  Fault,
  FaultPlan,
  LookKind,
  Operation,
  SimulatedDiskOptions,
  Step,
} from './host/simulated/index.ts';
export { failNth, failWhen, randomFaults, SimulatedDisk } from './host/simulated/index.ts';
