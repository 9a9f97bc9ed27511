/** GRANT and REVOKE, and what else is about roles and what belongs to them. Roles are names; `public` is everybody. */
import type { Located, QualifiedName, TypeName } from './names.ts';
import type { SetStatement } from './session.ts';

export type PrivilegeStatement =
  | GrantStatement
  | GrantRoleStatement
  | DefaultPrivilegesStatement
  | AlterSettingStatement
  | OwnedStatement;

/** A privilege as written, in lower case; null: ALL of a column list. Also the name of a role that is granted. */
export interface PrivilegeWord extends Located {
  readonly name: string | null;
  readonly columns: readonly string[] | null;
}
export type GrantObjectKind =
  | 'table'
  | 'sequence'
  | 'function'
  | 'procedure'
  | 'routine'
  | 'domain'
  | 'type'
  | 'schema'
  | 'database'
  | 'language'
  | 'tablespace'
  | 'parameter'
  | 'foreign-data wrapper'
  | 'foreign server';
export interface GrantName {
  readonly name: QualifiedName;
  /** Argument types of a function; null: not written. */
  readonly args: readonly TypeName[] | null;
}
export interface GrantStatement extends Located {
  readonly kind: 'grant' | 'revoke';
  /** null: ALL. */
  readonly privileges: readonly PrivilegeWord[] | null;
  readonly object: GrantObjectKind;
  /** ALL ... IN SCHEMA: `names` are those of schemas. */
  readonly all: boolean;
  readonly names: readonly GrantName[];
  readonly roles: readonly string[];
  /** WITH GRANT OPTION, GRANT OPTION FOR. */
  readonly grantOption: boolean;
  readonly grantedBy: string | null;
  readonly cascade: boolean;
}
export interface GrantRoleStatement extends Located {
  readonly kind: 'grantRole' | 'revokeRole';
  readonly granted: readonly PrivilegeWord[];
  readonly roles: readonly string[];
  /** WITH ADMIN OPTION, ADMIN OPTION FOR. */
  readonly admin: boolean;
  readonly grantedBy: string | null;
  readonly cascade: boolean;
  /** Written as ALTER GROUP. */
  readonly group: boolean;
}
export interface DefaultPrivilegesStatement extends Located {
  readonly kind: 'defaultPrivileges';
  /** null: not written. */
  readonly schemas: readonly string[] | null;
  readonly forRoles: readonly string[] | null;
  readonly action: GrantStatement;
}
/** ALTER ROLE | DATABASE ... SET. */
export interface AlterSettingStatement extends Located {
  readonly kind: 'alterSetting';
  /** null: ALL, or that of a database. */
  readonly role: string | null;
  readonly database: string | null;
  readonly name: string;
  /** null: RESET, or SET TO DEFAULT. */
  readonly values: SetStatement['values'];
  /** SET ... FROM CURRENT. */
  readonly current?: boolean;
}
export interface OwnedStatement extends Located {
  readonly kind: 'dropOwned' | 'reassignOwned';
  readonly roles: readonly string[];
  /** Of REASSIGN OWNED. */
  readonly newRole: string | null;
  readonly cascade: boolean;
}
