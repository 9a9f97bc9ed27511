/**
 * The doctor: a data directory read from end to end without writing, and what is whole of it. inspect-store.ts goes through the
 * files (scan-data-file.ts, scan-log.ts, check-table.ts); recover-whole.ts makes a database of what passed. What needs the keys of
 * indexes, or SQL, is in session/check-database.ts.
 */
export type { TableCheck } from './check-table.ts';
export { type Damage, Findings } from './findings.ts';
export {
  assertDatabase,
  type FileReport,
  type Inspection,
  type InspectOptions,
  inspectStore,
  tableName,
} from './inspect-store.ts';
export { assertNotInUse } from './living-owner.ts';
export { recoverWhole, type TableLoss, type WholePart } from './recover-whole.ts';
export type { LogReport } from './scan-log.ts';
