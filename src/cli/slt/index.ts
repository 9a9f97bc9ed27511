/**
 * The corpus runner: replays sqllogictest files on the embedded API and on both protocols of the wire, or against any
 * server, and records PostgreSQL's answers. A file's way through it: `files` finds it, `parser` yields its records,
 * `run-file` runs them on a `surface`, `compare` judges, `run-files` spreads files over processes and adds up, `print` tells.
 * The format is described in docs/testing.md.
 */
export { main, usage } from './main.ts';
export { type Failure, type FileResult, type Report, summaryLine } from './report.ts';
export { type RunOptions, runFiles } from './run-files.ts';
export type { SurfaceName } from './surface.ts';
export { serveJobs, workerFlag } from './worker.ts';
