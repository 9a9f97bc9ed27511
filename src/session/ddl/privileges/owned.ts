/** DROP OWNED and REASSIGN OWNED. */
import { classOids } from '../../../catalog/index.ts';
import { type Acl, hasRightsOf, ownerOf, putAcl, revoked, storedAcl } from '../../../catalog/privileges/index.ts';
import { sqlError } from '../../../errors/index.ts';
import type { OwnedStatement } from '../../../parser/ast/index.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext, DdlResult } from '../context.ts';
import type { DropNode } from '../dependencies.ts';
import { dropNodes } from '../drop.ts';
import { requireRole } from '../resolve.ts';
import { setOwner } from './owner.ts';
import { type RoleReference, referencesTo } from './role-references.ts';

export function executeOwned(statement: OwnedStatement, context: DdlContext): DdlResult {
  const roles = statement.roles.map((name) => requireRole(name, context));
  const drops = statement.kind === 'dropOwned';
  const newRole = drops ? null : requireRole(statement.newRole!, context);
  const verb = drops ? 'drop objects' : 'reassign objects';
  for (const role of newRole === null ? roles : [...roles, newRole]) checkRights(role, verb, context);
  for (const role of roles) {
    if (role >= 16384) continue;
    const name = context.transaction.catalog.role(role)!.name;
    const action = drops ? 'drop' : 'reassign ownership of';
    throw sqlError(
      'dependent_objects_still_exist',
      `cannot ${action} objects owned by role ${name} because they are required by the database system`,
    );
  }
  if (newRole === null) dropOwned(roles, statement.cascade, context);
  else for (const role of roles) reassign(role, newRole, context);
  return { tag: drops ? 'DROP OWNED' : 'REASSIGN OWNED' };
}

function checkRights(role: Oid, verb: string, context: DdlContext): void {
  if (hasRightsOf(context.transaction.catalog, context.currentRole, role)) return;
  throw sqlError('insufficient_privilege', `permission denied to ${verb}`);
}

function dropOwned(roles: readonly Oid[], cascade: boolean, context: DdlContext): void {
  const nodes: DropNode[] = [];
  for (const role of roles) {
    for (const reference of referencesTo(context.transaction.catalog, role)) {
      if (reference.defaults !== undefined) dropDefaults(reference, role, context);
      else if (reference.kind === 'acl') revokeAll(reference, role, context);
      else addNode(reference, nodes, context);
    }
  }
  dropNodes(nodes, cascade, context);
}

function addNode({ ref }: RoleReference, nodes: DropNode[], context: DdlContext): void {
  const { catalog } = context.transaction;
  switch (ref.class) {
    case classOids.pg_namespace:
      nodes.push({ kind: 'schema', oid: ref.oid });
      return;
    case classOids.pg_class: {
      const relation = catalog.relation(ref.oid)!;
      // Sequences of columns go with their tables.
      if (relation.kind !== 'sequence' || relation.ownedBy === null) nodes.push({ kind: 'relation', oid: ref.oid });
      return;
    }
    case classOids.pg_collation:
      nodes.push({ kind: 'collation', oid: ref.oid });
      return;
    case classOids.pg_type: {
      const type = catalog.typeOwner(ref.oid)!;
      nodes.push({ kind: type.kind === 'composite' ? 'relation' : 'type', oid: type.oid });
      return;
    }
    default:
      // Databases are not dropped, nor what is the cluster's.
      return;
  }
}

/** What has been granted to the role, and by it. */
function withoutRole(acl: Acl, role: Oid, owner: Oid): Acl {
  let list = acl;
  for (;;) {
    const item = list.find(({ grantee, grantor }) => grantee === role || grantor === role);
    if (item === undefined) return list;
    list = revoked(list, { ...item, grantable: item.privileges | item.grantable }, owner, true);
  }
}

function revokeAll({ ref }: RoleReference, role: Oid, context: DdlContext): void {
  const { catalog } = context.transaction;
  const acl = storedAcl(catalog, ref);
  if (acl === undefined) return;
  const rest = withoutRole(acl, role, ownerOf(catalog, ref));
  putAcl(context.transaction, ref, ref.column !== 0 && rest.length === 0 ? undefined : rest);
}

function dropDefaults({ defaults }: RoleReference, role: Oid, context: DdlContext): void {
  const of = context.transaction.catalog.role(defaults!.role.oid)!;
  const { entry } = defaults!;
  const known = of.defaultAcls ?? [];
  const rest = known.filter((item) => item.oid !== entry.oid);
  const acl = of.oid === role ? [] : withoutRole(entry.acl, role, of.oid);
  context.transaction.put({ ...of, defaultAcls: acl.length === 0 ? rest : [...rest, { ...entry, acl }] });
}

function reassign(role: Oid, newRole: Oid, context: DdlContext): void {
  for (const reference of referencesTo(context.transaction.catalog, role)) {
    if (reference.kind !== 'owner' || reference.defaults !== undefined) continue;
    setOwner(reference.ref, newRole, context);
  }
}
