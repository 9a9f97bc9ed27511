/**
 * What a version of the catalog is made of: its objects, and the indexes over them. `withObject` and `withoutObject` are the only ways
 * from one version's parts to the next one's, and keep the invariants that catalog.ts lists.
 */
import { sqlError } from '../errors/index.ts';
import type { Oid } from '../types/type-def.ts';
import type {
  CollationDescriptor,
  CommentDescriptor,
  DatabaseDescriptor,
  RangeDescriptor,
  RelationDescriptor,
  RoleDescriptor,
  SchemaDescriptor,
  TypeDescriptor,
} from './descriptors.ts';
import { referencesOf } from './object-references.ts';
import { PersistentMap } from './persistent-map.ts';
export type CatalogObject =
  | RelationDescriptor
  | SchemaDescriptor
  | RoleDescriptor
  | TypeDescriptor
  | DatabaseDescriptor
  | CollationDescriptor
  | CommentDescriptor;

export function isRelation(object: CatalogObject): object is RelationDescriptor {
  switch (object.kind) {
    case 'schema':
    case 'role':
    case 'enum':
    case 'domain':
    case 'database':
    case 'range':
    case 'multirange':
    case 'collation':
    case 'comment':
      return false;
    default:
      return true;
  }
}

export interface CatalogParts {
  readonly objects: PersistentMap<Oid, CatalogObject>;
  readonly schemaNames: PersistentMap<string, Oid>;
  readonly roleNames: PersistentMap<string, Oid>;
  /** By schema: relation name to OID. */
  readonly names: PersistentMap<Oid, PersistentMap<string, Oid>>;
  readonly dependents: PersistentMap<Oid, readonly Oid[]>;
  readonly constraintTable: PersistentMap<Oid, Oid>;
  /** How many constraints of a schema have a name, by `schema.name`: chosen names avoid those of other tables. */
  readonly constraintNames: PersistentMap<string, number>;
  readonly rowTypeRelation: PersistentMap<Oid, Oid>;
  /** By schema: names of enums, domains, ranges. Those of row types are among the relations' names. */
  readonly typeNames: PersistentMap<Oid, PersistentMap<string, Oid>>;
  /** By name of a function: the range types that it makes, or makes the multiranges of. */
  readonly constructorNames: PersistentMap<string, readonly Oid[]>;
  /** By schema: names of collations. */
  readonly collationNames: PersistentMap<Oid, PersistentMap<string, Oid>>;
  /** By the OID of what a comment is on. */
  readonly comments: PersistentMap<Oid, readonly Oid[]>;
}

function duplicate(index: string, key: string, values: string): Error {
  return sqlError('unique_violation', `duplicate key value violates unique constraint "${index}"`, {
    detail: `Key (${key})=(${values}) already exists.`,
    schema: 'pg_catalog',
    table: index.slice(0, index.indexOf('_', 3)),
    constraint: index,
  });
}

function withCollation(parts: CatalogParts, collation: CollationDescriptor): CatalogParts {
  const { schema, name, oid, encoding } = collation;
  const inSchema = parts.collationNames.get(schema) ?? PersistentMap.empty<string, Oid>();
  if (inSchema.has(name)) {
    const columns = 'collname, collencoding, collnamespace';
    throw duplicate('pg_collation_name_enc_nsp_index', columns, `${name}, ${encoding}, ${schema}`);
  }
  return { ...parts, collationNames: parts.collationNames.put(schema, inSchema.put(name, oid)) };
}

function withoutCollation(parts: CatalogParts, { schema, name }: CollationDescriptor): CatalogParts {
  const rest = parts.collationNames.get(schema)!.remove(name);
  const collationNames = rest.size === 0 ? parts.collationNames.remove(schema) : parts.collationNames.put(schema, rest);
  return { ...parts, collationNames };
}

export function withObject(parts: CatalogParts, object: CatalogObject): CatalogParts {
  const objects = parts.objects.put(object.oid, object);
  switch (object.kind) {
    case 'schema':
      if (parts.schemaNames.has(object.name)) throw duplicate('pg_namespace_nspname_index', 'nspname', object.name);
      return { ...parts, objects, schemaNames: parts.schemaNames.put(object.name, object.oid) };
    case 'role':
      if (parts.roleNames.has(object.name)) throw duplicate('pg_authid_rolname_index', 'rolname', object.name);
      return { ...parts, objects, roleNames: parts.roleNames.put(object.name, object.oid) };
    case 'database':
      return { ...parts, objects };
    case 'enum':
    case 'domain':
    case 'range':
    case 'multirange':
      return withType({ ...parts, objects }, object);
    case 'collation':
      return withCollation({ ...parts, objects }, object);
    case 'comment': {
      const others = parts.comments.get(object.object) ?? [];
      return { ...parts, objects, comments: parts.comments.put(object.object, [...others, object.oid]) };
    }
    default:
      return withRelation({ ...parts, objects }, object);
  }
}

function withDependencies(
  parts: CatalogParts,
  object: RelationDescriptor | TypeDescriptor,
): CatalogParts['dependents'] {
  let { dependents } = parts;
  for (const oid of referencesOf(object)) {
    dependents = dependents.put(
      oid,
      [...(dependents.get(oid) ?? []), object.oid].sort((a, b) => a - b),
    );
  }
  return dependents;
}

function withoutDependencies(
  parts: CatalogParts,
  object: RelationDescriptor | TypeDescriptor,
): CatalogParts['dependents'] {
  let { dependents } = parts;
  for (const oid of referencesOf(object)) {
    const rest = (dependents.get(oid) ?? []).filter((dependent) => dependent !== object.oid);
    dependents = rest.length === 0 ? dependents.remove(oid) : dependents.put(oid, rest);
  }
  return dependents;
}

export function isOwnType(object: CatalogObject): object is TypeDescriptor {
  return object.kind === 'enum' || object.kind === 'domain' || object.kind === 'range' || object.kind === 'multirange';
}

function withType(parts: CatalogParts, type: TypeDescriptor): CatalogParts {
  const inSchema = parts.typeNames.get(type.schema) ?? PersistentMap.empty<string, Oid>();
  if (inSchema.has(type.name)) {
    throw duplicate('pg_type_typname_nsp_index', 'typname, typnamespace', `${type.name}, ${type.schema}`);
  }
  const typeNames = parts.typeNames.put(type.schema, inSchema.put(type.name, type.oid));
  let { constraintTable } = parts;
  if (type.kind === 'domain') {
    for (const constraint of type.constraints) constraintTable = constraintTable.put(constraint.oid, type.oid);
  }
  let { constructorNames } = parts;
  if (type.kind === 'range') {
    for (const name of constructorNamesOf(type)) {
      const others = constructorNames.get(name) ?? [];
      constructorNames = constructorNames.put(name, [...others, type.oid]);
    }
  }
  return { ...parts, typeNames, constraintTable, constructorNames, dependents: withDependencies(parts, type) };
}

function constructorNamesOf(type: RangeDescriptor): Set<string> {
  return new Set([type.constructors.name, type.multirangeConstructors.name]);
}

function withoutType(parts: CatalogParts, type: TypeDescriptor): CatalogParts {
  const inSchema = parts.typeNames.get(type.schema)!.remove(type.name);
  const typeNames =
    inSchema.size === 0 ? parts.typeNames.remove(type.schema) : parts.typeNames.put(type.schema, inSchema);
  let { constraintTable } = parts;
  if (type.kind === 'domain') {
    for (const constraint of type.constraints) constraintTable = constraintTable.remove(constraint.oid);
  }
  let { constructorNames } = parts;
  if (type.kind === 'range') {
    for (const name of constructorNamesOf(type)) {
      const others = constructorNames.get(name)!.filter((oid) => oid !== type.oid);
      constructorNames = others.length === 0 ? constructorNames.remove(name) : constructorNames.put(name, others);
    }
  }
  return { ...parts, typeNames, constraintTable, constructorNames, dependents: withoutDependencies(parts, type) };
}

function withRelation(parts: CatalogParts, relation: RelationDescriptor): CatalogParts {
  const inSchema = parts.names.get(relation.schema) ?? PersistentMap.empty<string, Oid>();
  if (inSchema.has(relation.name)) {
    const values = `${relation.name}, ${relation.schema}`;
    // Relations with a row type meet the other one's row type first.
    throw relation.kind === 'table' || relation.kind === 'view' || relation.kind === 'composite'
      ? duplicate('pg_type_typname_nsp_index', 'typname, typnamespace', values)
      : duplicate('pg_class_relname_nsp_index', 'relname, relnamespace', values);
  }
  let { constraintTable, constraintNames, rowTypeRelation } = parts;
  const dependents = withDependencies(parts, relation);
  if (relation.kind === 'table') {
    for (const constraint of relation.constraints) {
      constraintTable = constraintTable.put(constraint.oid, relation.oid);
      const key = `${relation.schema}.${constraint.name}`;
      constraintNames = constraintNames.put(key, (constraintNames.get(key) ?? 0) + 1);
    }
  }
  if (relation.kind === 'table' || relation.kind === 'view' || relation.kind === 'composite') {
    rowTypeRelation = rowTypeRelation.put(relation.rowType, relation.oid);
  }
  const names = parts.names.put(relation.schema, inSchema.put(relation.name, relation.oid));
  return { ...parts, names, dependents, constraintTable, constraintNames, rowTypeRelation };
}

export function withoutObject(parts: CatalogParts, object: CatalogObject): CatalogParts {
  const objects = parts.objects.remove(object.oid);
  switch (object.kind) {
    case 'schema':
      return { ...parts, objects, schemaNames: parts.schemaNames.remove(object.name) };
    case 'role':
      return { ...parts, objects, roleNames: parts.roleNames.remove(object.name) };
    case 'database':
      return { ...parts, objects };
    case 'enum':
    case 'domain':
    case 'range':
    case 'multirange':
      return withoutType({ ...parts, objects }, object);
    case 'collation':
      return withoutCollation({ ...parts, objects }, object);
    case 'comment': {
      const others = parts.comments.get(object.object)!.filter((oid) => oid !== object.oid);
      const comments =
        others.length === 0 ? parts.comments.remove(object.object) : parts.comments.put(object.object, others);
      return { ...parts, objects, comments };
    }
    default:
      return withoutRelation({ ...parts, objects }, object);
  }
}

function withoutRelation(parts: CatalogParts, relation: RelationDescriptor): CatalogParts {
  let { constraintTable, constraintNames, rowTypeRelation } = parts;
  const dependents = withoutDependencies(parts, relation);
  if (relation.kind === 'table') {
    for (const constraint of relation.constraints) {
      constraintTable = constraintTable.remove(constraint.oid);
      const key = `${relation.schema}.${constraint.name}`;
      const count = constraintNames.get(key)! - 1;
      constraintNames = count === 0 ? constraintNames.remove(key) : constraintNames.put(key, count);
    }
  }
  if (relation.kind === 'table' || relation.kind === 'view' || relation.kind === 'composite') {
    rowTypeRelation = rowTypeRelation.remove(relation.rowType);
  }
  const inSchema = parts.names.get(relation.schema)!.remove(relation.name);
  const names = inSchema.size === 0 ? parts.names.remove(relation.schema) : parts.names.put(relation.schema, inSchema);
  return { ...parts, names, dependents, constraintTable, constraintNames, rowTypeRelation };
}
