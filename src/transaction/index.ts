/**
 * Transactions: snapshots, writes with undo, row and relation locks, waits and deadlocks, savepoints. Decides every conflict;
 * outcomes that callers handle are result codes, not exceptions.
 */
export {
  type AdvisoryKey,
  type AdvisoryRequest,
  lockAdvisory,
  unlockAdvisory,
  unlockAllAdvisory,
} from './advisory-locks.ts';
export { TransactionManager } from './manager.ts';
export {
  ACCESS_EXCLUSIVE,
  ACCESS_SHARE,
  EXCLUSIVE,
  heldModes,
  lockModeNames,
  lockName,
  lockRelation,
  ROW_EXCLUSIVE,
  ROW_SHARE,
  SHARE,
  SHARE_ROW_EXCLUSIVE,
  SHARE_UPDATE_EXCLUSIVE,
} from './relation-locks.ts';
export { CHANGED, type Conflict, DONE, DUPLICATE, GONE, SELF, WAIT } from './results.ts';
export {
  KEY_SHARE_LOCK,
  NO_KEY_UPDATE_LOCK,
  rowLockStrengths,
  SHARE_LOCK,
  UPDATE_LOCK,
} from './row-locks.ts';
export type { SafetyWatch } from './safe-snapshot.ts';
export {
  addColumn,
  createIndex,
  createTable,
  dropColumn,
  dropIndex,
  dropTable,
  truncateTable,
} from './table-changes.ts';
export { type Hook, type Isolation, Transaction } from './transaction.ts';
export { checkInsertable, findDuplicate } from './uniqueness.ts';
export { cancelWait, describeWait, waitFor } from './waits.ts';
export { deleteRow, insertRow, lockRow, updateRow } from './write.ts';
