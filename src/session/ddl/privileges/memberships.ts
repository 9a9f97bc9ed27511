/** GRANT role TO role, REVOKE role FROM role. */
import { databaseOwnerRoleOid, type Membership, type RoleDescriptor } from '../../../catalog/index.ts';
import { isAdmin, isSuperuser, membershipsOf, rolesOf } from '../../../catalog/privileges/index.ts';
import { sqlError } from '../../../errors/index.ts';
import type { GrantRoleStatement } from '../../../parser/ast/index.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext, DdlResult } from '../context.ts';
import { requireRole } from '../resolve.ts';
import { isSuper } from './authorize.ts';

export function executeGrantRole(statement: GrantRoleStatement, context: DdlContext): DdlResult {
  const { catalog } = context.transaction;
  const grantor = statement.grantedBy === null ? context.currentRole : requireRole(statement.grantedBy, context);
  const members = statement.roles.map((name) => requireRole(name, context));
  for (const word of statement.granted) {
    if (word.columns !== null) {
      throw sqlError('invalid_grant_operation', 'column names cannot be included in GRANT/REVOKE ROLE');
    }
    const role = catalog.role(requireRole(word.name!, context))!;
    if (statement.kind === 'grantRole') addMembers(role, members, grantor, statement.admin, context);
    else removeMembers(role, members, statement.admin, context);
  }
  if (statement.group) return { tag: 'ALTER ROLE' };
  return { tag: statement.kind === 'grantRole' ? 'GRANT ROLE' : 'REVOKE ROLE' };
}

/** Who may change the members of a role. */
function checkAdmin(role: RoleDescriptor, context: DdlContext): void {
  const { catalog } = context.transaction;
  if (role.superuser) {
    if (!isSuper(context)) throw sqlError('insufficient_privilege', 'must be superuser to alter superusers');
    return;
  }
  const creates = catalog.role(context.currentRole)?.createRole === true;
  if (isSuper(context) || creates || isAdmin(catalog, context.currentRole, role.oid)) return;
  throw sqlError('insufficient_privilege', `must have admin option on role "${role.name}"`);
}

export function addMembers(
  role: RoleDescriptor,
  members: readonly Oid[],
  grantor: Oid,
  admin: boolean,
  context: DdlContext,
): void {
  if (members.length === 0) return;
  checkAdmin(role, context);
  if (role.oid === databaseOwnerRoleOid) {
    throw sqlError('internal_error', `role "${role.name}" cannot have explicit members`);
  }
  if (grantor !== context.currentRole && !isSuperuser(context.transaction.catalog, context.currentRole)) {
    throw sqlError('insufficient_privilege', 'must be superuser to set grantor');
  }
  for (const oid of members) {
    context.lock(oid, 'share update exclusive');
    const { catalog } = context.transaction;
    const member = catalog.role(oid)!;
    if (oid === databaseOwnerRoleOid) {
      throw sqlError('internal_error', `role "${member.name}" cannot be a member of any role`);
    }
    if (rolesOf(catalog, role.oid, false).has(oid)) {
      throw sqlError('invalid_grant_operation', `role "${role.name}" is a member of role "${member.name}"`);
    }
    const known = membershipsOf(member);
    const before = known.find((item) => item.role === role.oid);
    if (before !== undefined && (!admin || before.admin)) {
      const message = `role "${member.name}" is already a member of role "${role.name}"`;
      context.notice({ severity: 'NOTICE', code: '00000', message });
      continue;
    }
    const others = known.filter((item) => item.role !== role.oid);
    context.transaction.put({ ...member, memberOf: [...others, { role: role.oid, grantor, admin }] });
  }
}

function removeMembers(role: RoleDescriptor, members: readonly Oid[], adminOnly: boolean, context: DdlContext): void {
  checkAdmin(role, context);
  for (const oid of members) {
    context.lock(oid, 'share update exclusive');
    const member = context.transaction.catalog.role(oid)!;
    const known = membershipsOf(member);
    if (!known.some((item) => item.role === role.oid)) {
      const message = `role "${member.name}" is not a member of role "${role.name}"`;
      context.notice({ severity: 'WARNING', code: '01000', message });
      continue;
    }
    const changed = known.flatMap((item): Membership[] => {
      if (item.role !== role.oid) return [item];
      return adminOnly ? [{ ...item, admin: false }] : [];
    });
    context.transaction.put({ ...member, memberOf: changed });
  }
}
