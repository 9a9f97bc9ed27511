/**
 * Privileges on settings (pg_parameter_acl). A setting has a row, and with it an OID, as long as its list is not that of settings of
 * which nobody has granted anything; the row is among the database's lists of what is built in.
 */
import type { Oid } from '../../types/type-def.ts';
import type { Catalog } from '../catalog.ts';
import type { CatalogTransaction } from '../catalog-transaction.ts';
import type { SystemAcl } from '../descriptors.ts';
import { bootstrapRoleOid, classOids } from '../well-known.ts';
import { defaultAcl } from './acl.ts';
import { databaseDescriptor, type ObjectRef } from './securable.ts';

export interface ParameterAcl extends SystemAcl {
  readonly name: string;
}

export function parameterAcls(catalog: Catalog): readonly ParameterAcl[] {
  const lists = catalog.database?.systemAcls ?? [];
  return lists.filter((row): row is ParameterAcl => row.class === classOids.pg_parameter_acl);
}

function refTo(oid: Oid): ObjectRef {
  return { class: classOids.pg_parameter_acl, oid, column: 0 };
}

/** `name` in lower case. */
export function parameterRef(catalog: Catalog, name: string): ObjectRef | undefined {
  const row = parameterAcls(catalog).find((item) => item.name === name);
  return row && refTo(row.object);
}

export function parameterName(catalog: Catalog, oid: Oid): string | undefined {
  return parameterAcls(catalog).find((item) => item.object === oid)?.name;
}

/** Gives a setting that has no row yet one. */
export function addParameter(transaction: CatalogTransaction, name: string): ObjectRef {
  const oid = transaction.allocateOid();
  const database = databaseDescriptor(transaction.catalog);
  const acl = defaultAcl('parameter', bootstrapRoleOid);
  const row: SystemAcl = { class: classOids.pg_parameter_acl, object: oid, column: 0, acl, name };
  transaction.put({ ...database, systemAcls: [...(database.systemAcls ?? []), row] });
  return refTo(oid);
}
