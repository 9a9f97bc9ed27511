/**
 * The only door to the outside: clock, randomness, waiting, files. Everything above asks a `Host` or a `FileSystem`, so that a run
 * can be a function of its seed.
 */
export { type FileError, fileError, fileErrorCode } from './file-error.ts';
export type { File, FileSystem, OpenMode } from './files.ts';
export { type Host, nodeHost } from './host.ts';
export { nodeFiles } from './node-files.ts';
