/** ALTER DEFAULT PRIVILEGES, and the lists that new objects get by it. */
import type { DefaultAcl } from '../../../catalog/index.ts';
import {
  type Acl,
  aclEquals,
  allPrivileges,
  defaultAcl,
  granted,
  isMember,
  type SecurableKind,
  sortedAcl,
} from '../../../catalog/privileges/index.ts';
import { sqlError } from '../../../errors/index.ts';
import type { DefaultPrivilegesStatement, GrantObjectKind } from '../../../parser/ast/index.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext, DdlResult } from '../context.ts';
import { requireRole, requireSchema } from '../resolve.ts';
import { changedAcl } from './grant.ts';
import { grantee } from './grantees.ts';
import { securableKind, wantedPrivileges } from './privilege-words.ts';

const letters: Partial<Record<GrantObjectKind, DefaultAcl['object']>> = {
  table: 'r',
  sequence: 'S',
  function: 'f',
  type: 'T',
  schema: 'n',
};

export function executeDefaultPrivileges(statement: DefaultPrivilegesStatement, context: DdlContext): DdlResult {
  const { action } = statement;
  const noun = action.object === 'table' ? 'relation' : action.object;
  if (action.privileges?.some((word) => word.columns !== null) === true) {
    throw sqlError('invalid_grant_operation', 'default privileges cannot be set for columns');
  }
  const wanted = wantedPrivileges(action.privileges, action.object, noun);
  const kind = securableKind(action.object);
  if (wanted.privileges !== null && (wanted.privileges & ~allPrivileges[kind]) !== 0) {
    // What only sequences have was let through for GRANT's sake.
    throw sqlError('invalid_grant_operation', `invalid privilege type USAGE for ${noun}`);
  }
  const change = {
    grants: action.kind === 'grant',
    grantees: action.roles.map((name) => grantee(name, context)),
    grantOption: action.grantOption,
    cascade: action.cascade,
  };
  const roles = statement.forRoles?.map((name) => targetRole(name, context)) ?? [context.currentRole];
  for (const role of roles) {
    if (statement.schemas === null) {
      changeDefaults(role, 0, kind, letters[action.object]!, wanted.privileges, change, context);
      continue;
    }
    if (kind === 'schema') {
      throw sqlError('invalid_grant_operation', 'cannot use IN SCHEMA clause when using GRANT/REVOKE ON SCHEMAS');
    }
    for (const name of statement.schemas) {
      const schema = requireSchema(name, context);
      changeDefaults(role, schema.oid, kind, letters[action.object]!, wanted.privileges, change, context);
    }
  }
  return { tag: 'ALTER DEFAULT PRIVILEGES' };
}

function targetRole(name: string, context: DdlContext): Oid {
  const role = requireRole(name, context);
  const { catalog } = context.transaction;
  if (!isMember(catalog, context.currentRole, role)) {
    throw sqlError('insufficient_privilege', `must be member of role "${catalog.role(role)!.name}"`);
  }
  return role;
}

function changeDefaults(
  roleOid: Oid,
  schema: Oid,
  kind: SecurableKind,
  object: DefaultAcl['object'],
  wanted: number | null,
  change: Parameters<typeof changedAcl>[4],
  context: DdlContext,
): void {
  context.lock(roleOid, 'share update exclusive');
  const { transaction } = context;
  const role = transaction.catalog.role(roleOid)!;
  const known = role.defaultAcls ?? [];
  const before = known.find((item) => item.schema === schema && item.object === object);
  const base = schema === 0 ? defaultAcl(kind, roleOid) : [];
  const acl = sortedAcl(changedAcl(before?.acl ?? base, wanted ?? allPrivileges[kind], roleOid, roleOid, change));
  const rest = known.filter((item) => item !== before);
  const entry: DefaultAcl = { oid: before?.oid ?? transaction.allocateOid(), schema, object, acl };
  transaction.put({ ...role, defaultAcls: aclEquals(acl, base) ? rest : [...rest, entry] });
}

/** The list of a new object of the current role; undefined: the defaults hold. */
export function aclForNew(
  kind: SecurableKind,
  schema: Oid,
  context: DdlContext,
  owner = context.currentRole,
): Acl | undefined {
  const defaults = context.transaction.catalog.role(owner)?.defaultAcls;
  if (defaults === undefined || defaults.length === 0) return undefined;
  const object = letters[kind as GrantObjectKind]!;
  const global = defaults.find((item) => item.schema === 0 && item.object === object)?.acl;
  const own = schema === 0 ? undefined : defaults.find((item) => item.schema === schema && item.object === object)?.acl;
  if (global === undefined && own === undefined) return undefined;
  const base = defaultAcl(kind, owner);
  let acl = global ?? base;
  for (const item of own ?? []) acl = granted(acl, item, owner);
  return acl.length === 0 || aclEquals(acl, base) ? undefined : sortedAcl(acl);
}
