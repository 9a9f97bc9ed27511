/** GRANT and REVOKE of privileges on objects. */
import type { RelationDescriptor } from '../../../catalog/index.ts';
import { systemColumnNames, systemColumns } from '../../../catalog/index.ts';
import {
  type Acl,
  aclOf,
  allPrivileges,
  bestGrantor,
  granted,
  hasRightsOf,
  kindOf,
  ownerOf,
  PUBLIC,
  permissionDenied,
  privilegesIn,
  putAcl,
  relationRef,
  revoked,
  rolesOf,
  type SecurableKind,
  storedAcl,
} from '../../../catalog/privileges/index.ts';
import { sqlError } from '../../../errors/index.ts';
import type { GrantStatement } from '../../../parser/ast/index.ts';
import type { Oid } from '../../../types/type-def.ts';
import type { DdlContext, DdlResult } from '../context.ts';
import { columnPosition, undefinedColumn } from '../resolve.ts';
import { type GrantTarget, grantTargets } from './grant-targets.ts';
import { checkGrantedBy, grantee } from './grantees.ts';
import { type ColumnPrivileges, invalidPrivilege, wantedPrivileges } from './privilege-words.ts';

export interface Grant {
  readonly grants: boolean;
  readonly grantees: readonly Oid[];
  readonly grantOption: boolean;
  readonly cascade: boolean;
}

export function executeGrant(statement: GrantStatement, context: DdlContext): DdlResult {
  checkGrantedBy(statement.grantedBy, context);
  const grant: Grant = {
    grants: statement.kind === 'grant',
    grantees: statement.roles.map((name) => grantee(name, context)),
    grantOption: statement.grantOption,
    cascade: statement.cascade,
  };
  const noun = statement.object === 'table' ? 'relation' : statement.object;
  const wanted = wantedPrivileges(statement.privileges, statement.object, noun);
  for (const target of grantTargets(statement, context)) {
    if (target.relation !== undefined) grantOnRelation(target, target.relation, wanted, statement, grant, context);
    else grantOn(target, wanted.privileges, grant, context);
  }
  return { tag: statement.kind.toUpperCase() };
}

/** Warns of what could not be granted; `all`: ALL was written, which is content with less. */
function usable(target: GrantTarget, acl: Acl, privileges: number, all: boolean, grants: boolean, context: DdlContext) {
  const { catalog } = context.transaction;
  const { ref, name } = target;
  const owner = ownerOf(catalog, ref);
  const roles = rolesOf(catalog, context.currentRole, true);
  const isOwner = hasRightsOf(catalog, context.currentRole, owner);
  const grantor = bestGrantor([...roles], isOwner, privileges, acl, owner);
  if (grantor.options === 0) {
    // Whoever has some privilege is told more kindly.
    const any = privilegesIn(acl, roles, false) | privilegesIn(acl, roles, true);
    if (!isOwner && (any & allPrivileges[kindOf(catalog, ref)]) === 0) throw permissionDenied(target.noun, name);
  }
  const possible = privileges & grantor.options;
  const code = grants ? '01007' : '01006';
  const what =
    target.column === undefined ? `"${name}"` : `column "${target.column}" of relation "${target.relationName}"`;
  const verb = grants ? 'were granted' : 'could be revoked';
  if (possible === 0) {
    context.notice({ severity: 'WARNING', code, message: `no privileges ${verb} for ${what}` });
  } else if (!all && possible !== privileges) {
    context.notice({ severity: 'WARNING', code, message: `not all privileges ${verb} for ${what}` });
  }
  return { grantor: grantor.role, possible, owner };
}

/** The list after the change. */
export function changedAcl(before: Acl, privileges: number, grantor: Oid, owner: Oid, grant: Grant): Acl {
  let acl = before;
  for (const role of grant.grantees) {
    if (grant.grants && grant.grantOption && role === PUBLIC) {
      throw sqlError('invalid_grant_operation', 'grant options can only be granted to roles');
    }
    if (grant.grants) {
      const grantable = grant.grantOption ? privileges : 0;
      acl = granted(acl, { grantee: role, grantor, privileges, grantable }, owner);
    } else {
      const lost = grant.grantOption ? 0 : privileges;
      acl = revoked(acl, { grantee: role, grantor, privileges: lost, grantable: privileges }, owner, grant.cascade);
    }
  }
  return acl;
}

function grantOn(target: GrantTarget, wanted: number | null, grant: Grant, context: DdlContext): void {
  const { catalog } = context.transaction;
  context.lock(target.ref.oid, 'share update exclusive');
  const privileges = wanted ?? allPrivileges[kindOf(catalog, target.ref)];
  const acl = aclOf(catalog, target.ref);
  const { grantor, possible, owner } = usable(target, acl, privileges, wanted === null, grant.grants, context);
  putAcl(context.transaction, target.ref, changedAcl(acl, possible, grantor, owner, grant));
}

// ---- relations and their columns ----

function grantOnRelation(
  target: GrantTarget,
  relation: RelationDescriptor,
  wanted: { readonly privileges: number | null; readonly columns: readonly ColumnPrivileges[] },
  statement: GrantStatement,
  grant: Grant,
  context: DdlContext,
): void {
  context.lock(relation.oid, 'share update exclusive');
  const kind: SecurableKind = relation.kind === 'sequence' ? 'sequence' : 'table';
  const all = wanted.privileges === null;
  let privileges = wanted.privileges ?? allPrivileges[kind];
  if (kind === 'sequence' && (privileges & ~allPrivileges.sequence) !== 0) {
    privileges &= allPrivileges.sequence;
    context.notice({
      severity: 'WARNING',
      code: '0LP01',
      message: `sequence "${relation.name}" only supports USAGE, SELECT, and UPDATE privileges`,
    });
  }
  if (kind === 'table' && (privileges & ~allPrivileges.table) !== 0) {
    throw invalidPrivilege(privileges & ~allPrivileges.table, statement.object);
  }
  const columns = new Map<number, number>();
  for (const item of wanted.columns) addColumns(relation, item, columns);
  if (privileges !== 0) {
    const acl = aclOf(context.transaction.catalog, target.ref);
    const { grantor, possible, owner } = usable(target, acl, privileges, all, grant.grants, context);
    putAcl(context.transaction, target.ref, changedAcl(acl, possible, grantor, owner, grant));
  }
  // What is revoked from the whole is revoked from its columns too.
  if (!grant.grants && (privileges & allPrivileges.column) !== 0) {
    for (const column of everyColumn(relation)) {
      columns.set(column, (columns.get(column) ?? 0) | (privileges & allPrivileges.column));
    }
  }
  for (const column of [...columns.keys()].sort((a, b) => a - b)) {
    grantOnColumn(target, relation, column, columns.get(column)!, all, grant, context);
  }
}

/** Attribute numbers; views have no system columns. */
function everyColumn(relation: RelationDescriptor): number[] {
  if (!('columns' in relation)) return [];
  const own = relation.columns.flatMap((column, i) => (column.dropped ? [] : [i + 1]));
  return relation.kind === 'table' ? [-6, -5, -4, -3, -2, -1, ...own] : own;
}

function addColumns(relation: RelationDescriptor, item: ColumnPrivileges, into: Map<number, number>): void {
  const privileges = item.privileges ?? allPrivileges.column;
  if ((privileges & ~allPrivileges.column) !== 0) throw invalidPrivilege(privileges & ~allPrivileges.column, 'column');
  for (const name of item.columns) {
    let number = 'columns' in relation ? columnPosition(relation, name) + 1 : 0;
    if (number === 0 && relation.kind === 'table' && systemColumns.has(name))
      number = -1 - systemColumnNames.indexOf(name);
    if (number === 0) throw undefinedColumn(relation.name, name);
    into.set(number, (into.get(number) ?? 0) | privileges);
  }
}

function grantOnColumn(
  of: GrantTarget,
  relation: RelationDescriptor,
  column: number,
  privileges: number,
  all: boolean,
  grant: Grant,
  context: DdlContext,
): void {
  const { catalog } = context.transaction;
  const ref = relationRef(relation.oid, column);
  const name = column < 0 ? systemColumnNames[-1 - column]! : columnNameOf(relation, column);
  const stored = storedAcl(catalog, ref);
  const target: GrantTarget = { ...of, ref, noun: 'column', name, column: name, relationName: relation.name };
  // Grant options on the whole count for each column.
  const merged = [...aclOf(catalog, of.ref), ...(stored ?? [])];
  const known: GrantTarget = { ...target, noun: 'column', name: `${name} of relation ${relation.name}` };
  const isAll = all || privileges === allPrivileges.column;
  const { grantor, possible, owner } = usable(known, merged, privileges, isAll, grant.grants, context);
  const acl = changedAcl(stored ?? [], possible, grantor, owner, grant);
  if (acl.length === 0 && stored === undefined) return;
  putAcl(context.transaction, ref, acl.length === 0 ? undefined : acl);
}

function columnNameOf(relation: RelationDescriptor, column: number): string {
  return 'columns' in relation ? relation.columns[column - 1]!.name : '';
}
