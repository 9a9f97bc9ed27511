/**
 * Restoring plain SQL dumps: lines of bytes (`byte-lines.ts`) are cut into statements by psql's rules (`statement-splitter.ts`) and
 * run by a session of their own (`restore.ts`); data of COPY are handed to it as they come (`copy-feed.ts`).
 */
export type { TextSource } from './byte-lines.ts';
export { type RestoreOptions, type RestoreProgress, restoreDatabase } from './restore.ts';
export { RestoreError } from './restore-error.ts';
