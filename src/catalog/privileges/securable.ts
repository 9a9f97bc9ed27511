/** Objects that privileges are granted on, wherever their lists are kept: in descriptors, or, for what is built in, with the database. */
import type { PgArray } from '../../types/array-value.ts';
import type { Oid } from '../../types/type-def.ts';
import type { Catalog } from '../catalog.ts';
import type { CatalogTransaction } from '../catalog-transaction.ts';
import type { DatabaseDescriptor, RelationDescriptor, SchemaDescriptor, SystemAcl } from '../descriptors.ts';
import {
  bootstrapRoleOid,
  classOids,
  databaseOid,
  databaseOwnerRoleOid,
  firstUserOid,
  informationSchemaOid,
  pgCatalogOid,
  publicOid,
} from '../well-known.ts';
import { type Acl, aclArray, aclEquals, CREATE, defaultAcl, entry, PUBLIC, type SecurableKind, USAGE } from './acl.ts';
import { systemColumnAcl, systemFunctionAcl, systemRelationAcl } from './system-acls.ts';

export interface ObjectRef {
  /** OID of the catalog that has it: pg_class, pg_proc ... */
  readonly class: Oid;
  readonly oid: Oid;
  /** Attribute number; 0: the object itself. */
  readonly column: number;
}

export function relationRef(oid: Oid, column = 0): ObjectRef {
  return { class: classOids.pg_class, oid, column };
}
export function schemaRef(oid: Oid): ObjectRef {
  return { class: classOids.pg_namespace, oid, column: 0 };
}
export function typeRef(oid: Oid): ObjectRef {
  return { class: classOids.pg_type, oid, column: 0 };
}
export function functionRef(oid: Oid): ObjectRef {
  return { class: classOids.pg_proc, oid, column: 0 };
}
export const databaseRef: ObjectRef = { class: classOids.pg_database, oid: databaseOid, column: 0 };

export function kindOf(catalog: Catalog, ref: ObjectRef): SecurableKind {
  if (ref.column !== 0) return 'column';
  switch (ref.class) {
    case classOids.pg_class:
      return catalog.relation(ref.oid)?.kind === 'sequence' ? 'sequence' : 'table';
    case classOids.pg_namespace:
      return 'schema';
    case classOids.pg_database:
      return 'database';
    case classOids.pg_proc:
      return 'function';
    case classOids.pg_language:
      return 'language';
    case classOids.pg_tablespace:
      return 'tablespace';
    case classOids.pg_parameter_acl:
      return 'parameter';
    default:
      return 'type';
  }
}

export function ownerOf(catalog: Catalog, ref: ObjectRef): Oid {
  switch (ref.class) {
    case classOids.pg_class:
      return catalog.relation(ref.oid)?.owner ?? bootstrapRoleOid;
    case classOids.pg_namespace:
      return catalog.schema(ref.oid)?.owner ?? bootstrapRoleOid;
    case classOids.pg_type:
      return catalog.typeOwner(ref.oid)?.owner ?? bootstrapRoleOid;
    case classOids.pg_database:
      return catalog.databaseOwner;
    case classOids.pg_collation:
      return catalog.ownCollation(ref.oid)?.owner ?? bootstrapRoleOid;
    default:
      return bootstrapRoleOid;
  }
}

/** Lists that the database keeps for others, by class, object and column. */
const systemLists = new WeakMap<DatabaseDescriptor, ReadonlyMap<string, Acl>>();

function systemKey({ class: of, oid, column }: ObjectRef): string {
  return `${of}.${oid}.${column}`;
}

function systemList(catalog: Catalog, ref: ObjectRef): Acl | undefined {
  const { database } = catalog;
  if (database?.systemAcls === undefined) return undefined;
  let lists = systemLists.get(database);
  if (lists === undefined) {
    const rows = database.systemAcls.map((row): [string, Acl] => [
      systemKey({ class: row.class, oid: row.object, column: row.column }),
      row.acl,
    ]);
    systemLists.set(database, (lists = new Map(rows)));
  }
  return lists.get(systemKey(ref));
}

function schemaAcl(schema: SchemaDescriptor): Acl | undefined {
  return schema.acl ?? initialSchemaAcl(schema.oid);
}

/** What is granted to begin with on the schemas that every database has. */
export function initialSchemaAcl(schema: Oid): Acl | undefined {
  const owner = initialSchemaOwners.get(schema);
  return owner === undefined ? undefined : [entry(owner, owner, USAGE | CREATE), entry(PUBLIC, owner, USAGE)];
}
const initialSchemaOwners: ReadonlyMap<Oid, Oid> = new Map([
  [publicOid, databaseOwnerRoleOid],
  [pgCatalogOid, bootstrapRoleOid],
  [informationSchemaOid, bootstrapRoleOid],
]);

/** As its catalog shows it; undefined: the defaults hold. */
export function storedAcl(catalog: Catalog, ref: ObjectRef): Acl | undefined {
  if (ref.class === classOids.pg_class) return relationAcl(catalog, ref);
  switch (ref.class) {
    case classOids.pg_namespace: {
      const schema = catalog.schema(ref.oid);
      return schema === undefined ? undefined : schemaAcl(schema);
    }
    case classOids.pg_database:
      return catalog.database?.acl;
    case classOids.pg_type:
      return ownType(catalog, ref.oid)?.acl ?? systemList(catalog, ref);
    case classOids.pg_proc:
      return systemList(catalog, ref) ?? systemFunctionAcl(ref.oid);
    default:
      return systemList(catalog, ref);
  }
}

/** What is granted on a built-in relation, column or function to begin with. */
export function systemAcl(catalog: Catalog, ref: ObjectRef): Acl | undefined {
  if (ref.class === classOids.pg_proc) return systemFunctionAcl(ref.oid);
  const relation = ref.class === classOids.pg_class ? catalog.relation(ref.oid) : undefined;
  if (relation?.kind !== 'catalogRelation') return undefined;
  if (ref.column === 0) return systemRelationAcl(relation.name);
  return systemColumnAcl(relation.name, relation.columns[ref.column - 1]?.name);
}

/** A type with a list of its own: those of row types are kept as those of built-in types are. */
function ownType(catalog: Catalog, oid: Oid) {
  const own = oid < firstUserOid ? undefined : catalog.typeOwner(oid);
  switch (own?.kind) {
    case 'enum':
    case 'domain':
    case 'range':
    case 'multirange':
    case 'composite':
      return own;
    default:
      return undefined;
  }
}

function relationAcl(catalog: Catalog, ref: ObjectRef): Acl | undefined {
  const relation = catalog.relation(ref.oid);
  if (relation === undefined) return undefined;
  if (relation.kind === 'catalogRelation') return systemList(catalog, ref) ?? systemAcl(catalog, ref);
  // The list of a composite type is its type's.
  if (relation.kind === 'composite') return undefined;
  if (ref.column === 0) return relation.acl;
  if (ref.column < 0) return systemList(catalog, ref);
  return 'columns' in relation ? relation.columns[ref.column - 1]?.acl : undefined;
}

/** As pg_class.relacl and its kin have it. */
export function shownAcl(catalog: Catalog, ref: ObjectRef): PgArray | null {
  const acl = storedAcl(catalog, ref);
  return acl === undefined ? null : aclArray(acl, (role) => catalog.role(role)?.name ?? null);
}

/** The list that counts. */
export function aclOf(catalog: Catalog, ref: ObjectRef): Acl {
  return storedAcl(catalog, ref) ?? defaultAcl(kindOf(catalog, ref), ownerOf(catalog, ref));
}

/** The database's descriptor, to be changed. */
export function databaseDescriptor(catalog: Catalog): DatabaseDescriptor {
  return catalog.database ?? { kind: 'database', oid: databaseOid, name: '', owner: bootstrapRoleOid, comment: null };
}

/** Gives the object another list; undefined: the defaults again. */
export function putAcl(transaction: CatalogTransaction, ref: ObjectRef, acl: Acl | undefined): void {
  const { catalog } = transaction;
  if (ref.class === classOids.pg_namespace) {
    transaction.put({ ...catalog.schema(ref.oid)!, acl });
    return;
  }
  if (ref.class === classOids.pg_database) {
    transaction.put({ ...databaseDescriptor(catalog), acl });
    return;
  }
  if (ref.class === classOids.pg_type) {
    const own = ownType(catalog, ref.oid);
    if (own !== undefined) {
      transaction.put({ ...own, acl });
      return;
    }
  }
  if (ref.class === classOids.pg_class) {
    const relation = catalog.relation(ref.oid)!;
    if (relation.kind !== 'catalogRelation' && ref.column >= 0) {
      transaction.put(withRelationAcl(relation, ref.column, acl));
      return;
    }
  }
  putSystemAcl(transaction, ref, acl);
}

function withRelationAcl(relation: RelationDescriptor, column: number, acl: Acl | undefined): RelationDescriptor {
  if (column === 0 || !('columns' in relation)) return { ...relation, acl };
  const columns = relation.columns.with(column - 1, { ...relation.columns[column - 1]!, acl });
  return { ...relation, columns };
}

/** A setting's row goes when there is nothing in it that differs. */
function isInitial(ref: ObjectRef, acl: Acl): boolean {
  return ref.class === classOids.pg_parameter_acl && aclEquals(acl, defaultAcl('parameter', bootstrapRoleOid));
}

function putSystemAcl(transaction: CatalogTransaction, ref: ObjectRef, acl: Acl | undefined): void {
  const database = databaseDescriptor(transaction.catalog);
  const lists = database.systemAcls ?? [];
  const isOwn = (row: SystemAcl): boolean =>
    row.class === ref.class && row.object === ref.oid && row.column === ref.column;
  const others = lists.filter((row) => !isOwn(row));
  const row = { ...lists.find(isOwn), class: ref.class, object: ref.oid, column: ref.column };
  const own: SystemAcl[] = acl === undefined || isInitial(ref, acl) ? [] : [{ ...row, acl }];
  transaction.put({ ...database, systemAcls: [...others, ...own] });
}

/** What was granted on parts of objects that are gone. */
export function forgetSystemAcls(transaction: CatalogTransaction, objects: readonly Oid[]): void {
  const { database } = transaction.catalog;
  const rest = database?.systemAcls?.filter((row) => !objects.includes(row.object));
  if (rest !== undefined && rest.length < database!.systemAcls!.length) {
    transaction.put({ ...database!, systemAcls: rest });
  }
}
