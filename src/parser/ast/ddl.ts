/** Data definition. Clauses that are parsed keep their place in the tree even when a later stage refuses them with 0A000. */

import type { CollationStatement } from './collations.ts';
import type { IndexElement } from './dml.ts';
import type { Expression } from './expressions.ts';
import type { Located, QualifiedName, TypeName } from './names.ts';
import type { CommentOtherStatement } from './object-targets.ts';
import type { PrivilegeStatement } from './privileges.ts';
import type { SelectStatement } from './queries.ts';
import type { ExecuteStatement } from './session.ts';
import type { UserTypeStatement } from './user-types.ts';

export type DefinitionStatement =
  | CreateTableStatement
  | CreateTableAsStatement
  | RefreshStatement
  | ClusterStatement
  | CreateIndexStatement
  | CreateSchemaStatement
  | CreateViewStatement
  | CreateSequenceStatement
  | AlterSequenceStatement
  | AlterTableStatement
  | RenameStatement
  | SetSchemaStatement
  | OwnerStatement
  | DropStatement
  | TruncateStatement
  | CommentStatement
  | CreateEnumStatement
  | CreateDomainStatement
  | CreateExtensionStatement
  | CreateRoleStatement
  | DropRoleStatement
  | PrivilegeStatement
  | CreateDatabaseStatement
  | UserTypeStatement
  | CollationStatement
  | CommentOtherStatement
  | UnsupportedStatement;

export interface CreateTableStatement extends Located {
  readonly kind: 'createTable';
  readonly name: QualifiedName;
  readonly persistence: 'permanent' | 'temporary' | 'unlogged';
  readonly ifNotExists: boolean;
  readonly elements: readonly TableElement[];
  readonly inherits: readonly QualifiedName[];
  readonly partitionBy: Located | null;
  readonly onCommit: 'preserve' | 'delete' | 'drop' | null;
  readonly options: readonly DefinitionOption[];
}
export type TableElement = ColumnDefinition | TableConstraint | LikeClause;
export interface ColumnDefinition extends Located {
  readonly kind: 'columnDefinition';
  readonly name: string;
  /** `serial`, `bigserial`, `smallserial` arrive as written, not system names. */
  readonly type: TypeName;
  readonly collation: QualifiedName | null;
  readonly constraints: readonly ColumnConstraint[];
}
export interface ConstraintTiming {
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
}
export type ColumnConstraint = Located &
  ConstraintTiming & {
    readonly name: string | null;
    readonly constraint:
      | { readonly kind: 'null' }
      | { readonly kind: 'notNull' }
      | { readonly kind: 'default'; readonly value: Expression }
      | { readonly kind: 'check'; readonly expression: Expression; readonly noInherit: boolean }
      | { readonly kind: 'primaryKey'; readonly options: readonly DefinitionOption[] }
      | { readonly kind: 'unique'; readonly nullsNotDistinct: boolean; readonly options: readonly DefinitionOption[] }
      | ({ readonly kind: 'references' } & ReferenceClause)
      | { readonly kind: 'identity'; readonly always: boolean; readonly options: readonly SequenceOption[] }
      | { readonly kind: 'generated'; readonly expression: Expression };
  };
export interface ReferenceClause {
  readonly table: QualifiedName;
  readonly columns: readonly string[];
  readonly match: 'simple' | 'full' | 'partial';
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}
export interface ReferentialAction {
  readonly action: 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';
  readonly columns: readonly string[];
}
export interface TableConstraint extends Located, ConstraintTiming {
  readonly kind: 'tableConstraint';
  readonly name: string | null;
  readonly notValid: boolean;
  readonly constraint:
    | { readonly kind: 'check'; readonly expression: Expression; readonly noInherit: boolean }
    | {
        readonly kind: 'primaryKey';
        readonly columns: readonly string[];
        readonly include: readonly string[];
        readonly options: readonly DefinitionOption[];
        readonly usingIndex: string | null;
      }
    | {
        readonly kind: 'unique';
        readonly columns: readonly string[];
        readonly include: readonly string[];
        readonly nullsNotDistinct: boolean;
        readonly options: readonly DefinitionOption[];
        readonly usingIndex: string | null;
      }
    | ({ readonly kind: 'foreignKey'; readonly referencing: readonly string[] } & ReferenceClause)
    | { readonly kind: 'exclude' };
}
export interface LikeClause extends Located {
  readonly kind: 'like';
  readonly table: QualifiedName;
  readonly including: readonly string[];
  readonly excluding: readonly string[];
}
export interface DefinitionOption extends Located {
  readonly name: string;
  readonly value: string | null;
}
export interface CreateTableAsStatement extends Located {
  readonly kind: 'createTableAs';
  readonly name: QualifiedName;
  readonly columns: readonly string[];
  readonly persistence: 'permanent' | 'temporary' | 'unlogged';
  readonly materialized: boolean;
  readonly options: readonly DefinitionOption[];
  readonly ifNotExists: boolean;
  readonly query: SelectStatement | ExecuteStatement;
  readonly withData: boolean;
  readonly onCommit: 'preserve' | 'delete' | 'drop' | null;
}
/** CLUSTER table USING index; both null: every table that has an index chosen. */
export interface ClusterStatement extends Located {
  readonly kind: 'cluster';
  readonly table: QualifiedName | null;
  readonly index: string | null;
}
export interface RefreshStatement extends Located {
  readonly kind: 'refresh';
  readonly name: QualifiedName;
  readonly concurrently: boolean;
  readonly withData: boolean;
}
export interface CreateIndexStatement extends Located {
  readonly kind: 'createIndex';
  readonly name: string | null;
  readonly table: QualifiedName;
  readonly unique: boolean;
  readonly concurrently: boolean;
  readonly ifNotExists: boolean;
  readonly only: boolean;
  /** Access method; 'btree' when not written. */
  readonly method: string;
  readonly elements: readonly IndexElement[];
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  readonly options: readonly DefinitionOption[];
  readonly where: Expression | null;
}
export interface CreateSchemaStatement extends Located {
  readonly kind: 'createSchema';
  readonly name: string | null;
  readonly authorization: string | null;
  readonly ifNotExists: boolean;
  readonly elements: readonly DefinitionStatement[];
}
export interface CreateViewStatement extends Located {
  readonly kind: 'createView';
  readonly name: QualifiedName;
  readonly orReplace: boolean;
  readonly temporary: boolean;
  readonly recursive: boolean;
  readonly columns: readonly string[];
  readonly query: SelectStatement;
  readonly checkOption: 'local' | 'cascaded' | null;
  /** -1 without one. */
  readonly checkOptionLocation: number;
  readonly options: readonly DefinitionOption[];
}
export type SequenceOption = Located &
  (
    | { readonly kind: 'type'; readonly type: TypeName }
    | { readonly kind: 'increment' | 'start' | 'cache'; readonly value: bigint }
    | { readonly kind: 'minValue' | 'maxValue' | 'restart'; readonly value: bigint | null }
    | { readonly kind: 'cycle'; readonly value: boolean }
    | { readonly kind: 'ownedBy'; readonly column: QualifiedName | null }
    | { readonly kind: 'name'; readonly name: QualifiedName }
  );
export interface CreateSequenceStatement extends Located {
  readonly kind: 'createSequence';
  readonly name: QualifiedName;
  readonly persistence: 'permanent' | 'temporary' | 'unlogged';
  readonly ifNotExists: boolean;
  readonly options: readonly SequenceOption[];
}
export interface AlterSequenceStatement extends Located {
  readonly kind: 'alterSequence';
  readonly name: QualifiedName;
  readonly ifExists: boolean;
  readonly options: readonly SequenceOption[];
}
export type ObjectKind =
  | 'table'
  | 'view'
  | 'materialized view'
  | 'index'
  | 'sequence'
  | 'schema'
  | 'type'
  | 'domain'
  | 'collation'
  | 'column'
  | 'constraint'
  | 'domain constraint'
  | 'function'
  | 'role'
  | 'database'
  | 'extension';
export interface AlterTableStatement extends Located {
  readonly kind: 'alterTable';
  /** The word written: ALTER TABLE, ALTER VIEW, ALTER INDEX ... */
  readonly object: ObjectKind;
  readonly name: QualifiedName;
  readonly ifExists: boolean;
  readonly only: boolean;
  readonly actions: readonly AlterTableAction[];
}
export type AlterTableAction = TableParameterAction | OtherTableAction;
type OtherTableAction = Located &
  (
    | { readonly kind: 'addColumn'; readonly column: ColumnDefinition; readonly ifNotExists: boolean }
    | { readonly kind: 'dropColumn'; readonly name: string; readonly ifExists: boolean; readonly cascade: boolean }
    | {
        readonly kind: 'alterType';
        readonly name: string;
        readonly type: TypeName;
        readonly collation: QualifiedName | null;
        readonly using: Expression | null;
      }
    | { readonly kind: 'setDefault'; readonly name: string; readonly value: Expression | null }
    | { readonly kind: 'setNotNull' | 'dropNotNull'; readonly name: string }
    | {
        readonly kind: 'addIdentity';
        readonly name: string;
        readonly always: boolean;
        readonly options: readonly SequenceOption[];
      }
    | {
        readonly kind: 'setIdentity';
        readonly name: string;
        readonly always: boolean | null;
        readonly options: readonly SequenceOption[];
      }
    | { readonly kind: 'dropIdentity'; readonly name: string; readonly ifExists: boolean }
    | { readonly kind: 'dropExpression'; readonly name: string; readonly ifExists: boolean }
    | { readonly kind: 'addConstraint'; readonly constraint: TableConstraint }
    | { readonly kind: 'dropConstraint'; readonly name: string; readonly ifExists: boolean; readonly cascade: boolean }
    | { readonly kind: 'validateConstraint'; readonly name: string }
    | {
        readonly kind: 'alterConstraint';
        readonly name: string;
        readonly deferrable: boolean;
        readonly initiallyDeferred: boolean;
      }
    | {
        readonly kind: 'setTrigger';
        /** As pg_trigger.tgenabled has it. */
        readonly firing: 'O' | 'D' | 'A' | 'R';
        readonly which: 'all' | 'user' | 'named';
        readonly name: string | null;
      }
    | { readonly kind: 'other'; readonly text: string }
  );
/** Actions on parameters of storage and statistics. */
export type TableParameterAction = Located &
  (
    | { readonly kind: 'setStatistics'; readonly name: string; readonly value: number }
    | { readonly kind: 'setStorage' | 'setCompression'; readonly name: string; readonly value: string }
    | {
        readonly kind: 'setColumnOptions';
        readonly name: string;
        readonly options: readonly DefinitionOption[];
        readonly reset: boolean;
      }
    | { readonly kind: 'setOptions'; readonly options: readonly DefinitionOption[]; readonly reset: boolean }
    | { readonly kind: 'setLogged'; readonly logged: boolean }
    /** null: SET WITHOUT CLUSTER. */
    | { readonly kind: 'clusterOn'; readonly index: string | null }
    | { readonly kind: 'replicaIdentity'; readonly identity: 'd' | 'f' | 'n' | 'i'; readonly index: string | null }
  );

/** `ALTER ... RENAME TO`, `RENAME COLUMN a TO b`, `RENAME CONSTRAINT a TO b`. */
export interface RenameStatement extends Located {
  readonly kind: 'rename';
  readonly object: ObjectKind;
  readonly name: QualifiedName;
  readonly ifExists: boolean;
  /** Column or constraint inside `name` when `object` is one of these. */
  readonly member: string | null;
  readonly newName: string;
}
export interface SetSchemaStatement extends Located {
  readonly kind: 'setSchema';
  readonly object: ObjectKind;
  readonly name: QualifiedName;
  readonly ifExists: boolean;
  readonly schema: string;
}
export interface OwnerStatement extends Located {
  readonly kind: 'owner';
  readonly object: ObjectKind;
  readonly name: QualifiedName;
  readonly ifExists: boolean;
  readonly owner: string;
}
export interface DropStatement extends Located {
  readonly kind: 'drop';
  readonly object: ObjectKind;
  readonly names: readonly QualifiedName[];
  readonly ifExists: boolean;
  readonly cascade: boolean;
  readonly concurrently: boolean;
}
export interface TruncateStatement extends Located {
  readonly kind: 'truncate';
  readonly tables: readonly QualifiedName[];
  readonly restartIdentity: boolean;
  readonly cascade: boolean;
}
export interface CommentStatement extends Located {
  readonly kind: 'comment';
  readonly object: ObjectKind;
  readonly name: QualifiedName;
  readonly text: string | null;
}
export interface CreateEnumStatement extends Located {
  readonly kind: 'createEnum';
  readonly name: QualifiedName;
  readonly labels: readonly string[];
}
export interface CreateDomainStatement extends Located {
  readonly kind: 'createDomain';
  readonly name: QualifiedName;
  readonly type: TypeName;
  readonly collation: QualifiedName | null;
  readonly constraints: readonly ColumnConstraint[];
}
export interface CreateExtensionStatement extends Located {
  readonly kind: 'createExtension';
  readonly name: string;
  readonly ifNotExists: boolean;
  /** schema, version, cascade. */
  readonly options: readonly DefinitionOption[];
}
export interface CreateRoleStatement extends Located {
  readonly kind: 'createRole' | 'alterRole';
  readonly name: string;
  /** LOGIN, SUPERUSER, PASSWORD 'x' ... in lower case; negated forms keep their `no` prefix. */
  readonly options: readonly DefinitionOption[];
}
export interface DropRoleStatement extends Located {
  readonly kind: 'dropRole';
  readonly names: readonly string[];
  readonly ifExists: boolean;
}
export interface CreateDatabaseStatement extends Located {
  readonly kind: 'createDatabase';
  readonly name: string;
  readonly options: readonly DefinitionOption[];
}
/**
 * A statement PostgreSQL has and this grammar recognises only by its first words (CREATE TRIGGER, CREATE FUNCTION, LISTEN ...).
 * The analyzer raises 0A000 with `what`, for instance `CREATE TRIGGER`, at `location`.
 */
export interface UnsupportedStatement extends Located {
  readonly kind: 'unsupported';
  readonly what: string;
}
