/**
 * The only door to the outside: clock, randomness, waiting, files, other processes. Everything above asks a `Host`, a `FileSystem`
 * or `Processes`, so that a run can be a function of its seed.
 */

export { MicrosecondClock } from './clock.ts';
export { type FileError, fileError, fileErrorCode } from './file-error.ts';
export type { File, FileSystem, OpenMode } from './files.ts';
export { collectGarbage, heapIsSmall, heapLimitBytes, heapUsedBytes } from './heap.ts';
export { type Host, nodeHost } from './host.ts';
export { nodeFiles } from './node-files.ts';
export {
  createProcesses,
  isSameProcess,
  type Liveness,
  nodeProcesses,
  type Processes,
  type ProcessIdentity,
  type ProcessTable,
} from './processes.ts';
export { nodeServerFiles, type ServerFile, type ServerFiles } from './server-files.ts';
export { nodeSystemFiles, type SystemFiles } from './system-files.ts';
export { temporaryDirectory } from './temporary-directory.ts';
