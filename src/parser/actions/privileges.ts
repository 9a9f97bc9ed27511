/** What the actions of grammar/privileges.peggy call. */
import type { DefaultPrivilegesStatement, GrantName, GrantStatement, QualifiedName } from '../ast/index.ts';
import { reject } from './failures.ts';

export function withoutArguments(name: QualifiedName): GrantName {
  return { name, args: null };
}

interface DefaultScope {
  readonly schemas: readonly string[] | null;
  readonly roles: readonly string[] | null;
  readonly location: number;
}

/** IN SCHEMA and FOR ROLE may be written once each, in any order. */
export function defaultPrivileges(
  scope: readonly DefaultScope[],
  action: GrantStatement,
  location: number,
): DefaultPrivilegesStatement {
  let schemas: readonly string[] | null = null;
  let forRoles: readonly string[] | null = null;
  for (const item of scope) {
    if ((item.schemas !== null && schemas !== null) || (item.roles !== null && forRoles !== null)) {
      reject('conflicting or redundant options', item.location);
    }
    schemas ??= item.schemas;
    forRoles ??= item.roles;
  }
  return { kind: 'defaultPrivileges', schemas, forRoles, action, location };
}
