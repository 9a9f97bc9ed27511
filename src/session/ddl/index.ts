/**
 * The execution of DDL: statements change the catalog transaction and the stores through a `DdlContext`, which the session
 * provides. One file a statement family; `execute-ddl.ts` is the door, `dependencies.ts` the law of DROP ... CASCADE,
 * `names.ts` the names PostgreSQL chooses. Undoing is the transactions' business, so nothing here cleans up after an error.
 */
export { AnalyzerAccess } from './analyzer-access.ts';
export type {
  DdlAnalyzer,
  DdlContext,
  DdlNotice,
  DdlResult,
  DdlStorage,
  RelationLockMode,
} from './context.ts';
export { createTableForQuery } from './create-table.ts';
export { executeDdl } from './execute-ddl.ts';
export { applyOnCommit } from './on-commit.ts';
export { type SequenceSurroundings, SessionSequences } from './sequence-access.ts';
export { type SequenceState, SequenceStore } from './sequence-state.ts';
export { columnKinds, indexDefinition, type KeyCompiler, TransactionStorage } from './storage-access.ts';
