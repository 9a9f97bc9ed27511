/** Whether the session's role may run a statement, decided when it is planned: a plan is good for one version of the catalog and one role. */
import { type Catalog, classOids, type RelationDescriptor, relationWord } from '../../catalog/index.ts';
import {
  columnPrivilege,
  EXECUTE,
  functionRef,
  hasSystemFunctionAcl,
  INSERT,
  isSuperuser,
  permissionDenied,
  privilegesOn,
  relationRef,
  SELECT,
  UPDATE,
} from '../../catalog/privileges/index.ts';
import type { BoundModification, BoundQuery } from '../../catalog/tree.ts';
import { functionByOid } from '../../functions/registry.ts';
import type { Oid } from '../../types/type-def.ts';
import { type Requirement, requirementsOf } from './requirements.ts';

/** The error that running the statement raises; null: it may be run. */
export function statementDenied(bound: BoundQuery | BoundModification, catalog: Catalog, role: Oid): Error | null {
  // Views of others are the only thing that a superuser can be refused.
  if (isSuperuser(catalog, role) && !catalog.hasOwnRoles) return null;
  const { relations, functions } = requirementsOf(bound, catalog);
  for (const requirement of relations) {
    const relation = catalog.relation(requirement.relation);
    if (relation === undefined || isAllowed(requirement, catalog, requirement.asRole ?? role)) continue;
    return permissionDenied(relationWord(relation), relation.name);
  }
  return callsDenied(functions, catalog, role);
}

/** The error that calling the functions raises; null: they may be called. */
export function callsDenied(functions: Iterable<Oid>, catalog: Catalog, role: Oid): Error | null {
  for (const oid of functions) {
    if (mayCall(catalog, role, oid)) continue;
    return permissionDenied('function', functionByOid(oid)?.name ?? String(oid));
  }
  return null;
}

function needsCallChecks(catalog: Catalog): boolean {
  return catalog.database?.systemAcls?.some((row) => row.class === classOids.pg_proc) ?? false;
}

export function mayCall(catalog: Catalog, role: Oid, fn: Oid): boolean {
  if (!hasSystemFunctionAcl(fn) && !needsCallChecks(catalog)) return true;
  return (privilegesOn(catalog, role, functionRef(fn)) & EXECUTE) !== 0;
}

function isAllowed(requirement: Requirement, catalog: Catalog, role: Oid): boolean {
  if (requirement.privileges === 0 || isSuperuser(catalog, role)) return true;
  const relation = catalog.relation(requirement.relation)!;
  const missing = requirement.privileges & ~privilegesOn(catalog, role, relationRef(relation.oid));
  if (missing === 0) return true;
  if ((missing & ~(SELECT | INSERT | UPDATE)) !== 0) return false;
  return (
    ((missing & SELECT) === 0 || columnsAllowed(relation, catalog, role, requirement.selected, SELECT)) &&
    ((missing & INSERT) === 0 || columnsAllowed(relation, catalog, role, requirement.inserted, INSERT)) &&
    ((missing & UPDATE) === 0 || columnsAllowed(relation, catalog, role, requirement.updated, UPDATE))
  );
}

/** Where no column is named, one that is allowed is enough. */
function columnsAllowed(
  relation: RelationDescriptor,
  catalog: Catalog,
  role: Oid,
  columns: ReadonlySet<number>,
  privilege: number,
): boolean {
  if (columns.size > 0) return columnPrivilege(catalog, role, relation.oid, columns, privilege, true);
  return columnPrivilege(catalog, role, relation.oid, liveColumns(relation), privilege, false);
}

/** Attribute numbers of the columns that have not been dropped. */
export function liveColumns(relation: RelationDescriptor): number[] {
  if (!('columns' in relation)) return [];
  return relation.columns.flatMap((column, i) => (column.dropped ? [] : [i + 1]));
}
