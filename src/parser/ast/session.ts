/** Transaction control, settings, prepared statements, cursors, utilities. */

import type { CreateTableAsStatement, DefinitionOption } from './ddl.ts';
import type { DataModification } from './dml.ts';
import type { Expression } from './expressions.ts';
import type { Located, QualifiedName, TypeName } from './names.ts';
import type { SelectStatement } from './queries.ts';

export type SessionStatement =
  | TransactionStatement
  | SetTransactionStatement
  | SetSnapshotStatement
  | SetStatement
  | ShowStatement
  | DiscardStatement
  | ExplainStatement
  | PrepareStatement
  | ExecuteStatement
  | DeallocateStatement
  | DeclareCursorStatement
  | FetchStatement
  | CloseStatement
  | SetConstraintsStatement
  | ListenStatement
  | UnlistenStatement
  | NotifyStatement
  | LockStatement
  | VacuumStatement
  | CheckpointStatement
  | CopyStatement;

export interface TransactionModes {
  readonly isolation: 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable' | null;
  readonly readOnly: boolean | null;
  readonly deferrable: boolean | null;
}
export interface TransactionStatement extends Located {
  readonly kind: 'transaction';
  /** 'start' for START TRANSACTION (its command tag differs); END is 'commit', ABORT is 'rollback'. */
  readonly action:
    | 'begin'
    | 'start'
    | 'commit'
    | 'rollback'
    | 'savepoint'
    | 'release'
    | 'rollbackTo'
    | 'prepare'
    | 'commitPrepared'
    | 'rollbackPrepared';
  readonly modes: TransactionModes;
  readonly savepoint: string | null;
  readonly chain: boolean;
  /** Of a transaction that is prepared. */
  readonly gid: string | null;
}
export interface SetTransactionStatement extends Located {
  readonly kind: 'setTransaction';
  /** SET SESSION CHARACTERISTICS AS TRANSACTION. */
  readonly session: boolean;
  readonly modes: TransactionModes;
}
/** SET TRANSACTION SNAPSHOT. */
export interface SetSnapshotStatement extends Located {
  readonly kind: 'setSnapshot';
  readonly local: boolean;
  readonly id: string;
}
export interface SettingValue extends Located {
  readonly text: string;
  readonly quoted: boolean;
  /** SET TIME ZONE INTERVAL: the type of the text. */
  readonly interval?: TypeName;
}
/** `SET a TO b`, `RESET a`, `SET TIME ZONE x` (name timezone), `SET NAMES` (client_encoding), `RESET ALL` (name 'all'). */
export interface SetStatement extends Located {
  readonly kind: 'set';
  readonly name: string;
  readonly scope: 'session' | 'local';
  /** null: RESET or TO DEFAULT. Identifiers and literals as text; several for lists. */
  readonly values: readonly SettingValue[] | null;
  /** FROM CURRENT. */
  readonly current?: boolean;
  readonly reset: boolean;
}
export interface ShowStatement extends Located {
  readonly kind: 'show';
  readonly name: string;
}
export interface DiscardStatement extends Located {
  readonly kind: 'discard';
  readonly target: 'all' | 'plans' | 'sequences' | 'temp';
}
export interface ExplainStatement extends Located {
  readonly kind: 'explain';
  readonly options: readonly DefinitionOption[];
  readonly statement:
    | SelectStatement
    | DataModification
    | CreateTableAsStatement
    | ExecuteStatement
    | DeclareCursorStatement;
}
export interface PrepareStatement extends Located {
  readonly kind: 'prepare';
  readonly name: string;
  readonly types: readonly TypeName[];
  readonly statement: SelectStatement | DataModification;
}
export interface ExecuteStatement extends Located {
  readonly kind: 'execute';
  readonly name: string;
  readonly args: readonly Expression[];
}
export interface DeallocateStatement extends Located {
  readonly kind: 'deallocate';
  /** null: ALL. */
  readonly name: string | null;
}
export interface DeclareCursorStatement extends Located {
  readonly kind: 'declareCursor';
  readonly name: string;
  readonly binary: boolean;
  readonly scroll: boolean | null;
  readonly hold: boolean;
  readonly query: SelectStatement;
}
export interface FetchStatement extends Located {
  readonly kind: 'fetch';
  readonly move: boolean;
  readonly cursor: string;
  readonly direction: 'next' | 'prior' | 'first' | 'last' | 'absolute' | 'relative' | 'forward' | 'backward';
  /** 'all' or a count. */
  readonly count: bigint | 'all';
}
export interface CloseStatement extends Located {
  readonly kind: 'close';
  readonly name: string | null;
}
export interface SetConstraintsStatement extends Located {
  readonly kind: 'setConstraints';
  readonly names: readonly QualifiedName[];
  readonly deferred: boolean;
}
export interface ListenStatement extends Located {
  readonly kind: 'listen';
  readonly channel: string;
}
export interface UnlistenStatement extends Located {
  readonly kind: 'unlisten';
  /** null: all. */
  readonly channel: string | null;
}
export interface NotifyStatement extends Located {
  readonly kind: 'notify';
  readonly channel: string;
  readonly payload: string;
}
export interface LockStatement extends Located {
  readonly kind: 'lock';
  readonly tables: readonly QualifiedName[];
  readonly mode: string;
  readonly nowait: boolean;
}
export interface VacuumStatement extends Located {
  readonly kind: 'vacuum' | 'analyze' | 'reindex';
  readonly tables: readonly QualifiedName[];
  readonly options: readonly DefinitionOption[];
}
export interface CheckpointStatement extends Located {
  readonly kind: 'checkpoint';
}
export interface CopyStatement extends Located {
  readonly kind: 'copy';
  readonly table: QualifiedName | null;
  readonly columns: readonly string[];
  readonly query: SelectStatement | DataModification | null;
  readonly direction: 'from' | 'to';
  readonly target: 'stdin' | 'stdout' | 'file' | 'program';
  /** The path, or the command. */
  readonly file: string | null;
  readonly options: readonly DefinitionOption[];
  readonly where: Expression | null;
}
