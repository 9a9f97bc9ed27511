/**
 * Errors. Three kinds that are never mixed: `SqlError` (the user's fault or a conflict), `CorruptionError` (bytes on disk
 * are wrong, SQLSTATE XX001) and `AssertionError` of `common/assert` (a bug, SQLSTATE XX000 at the surface).
 */
export { CorruptionError } from './corruption.ts';
export { locatedAt, SqlError, type SqlErrorFields, sqlError, unsupported } from './sql-error.ts';
export { type SqlCondition, sqlStates } from './sqlstates.ts';
