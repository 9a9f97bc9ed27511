/**
 * One version of the catalog: immutable, and a few pointers to share. `put` and `remove` make the next version; everything is
 * reachable by OID and by name, and what refers to an object is known without a search.
 *
 * Invariants, kept by `put` and `remove` alone:
 * - `names` of a schema has exactly the relations whose `schema` it is, under their `name`;
 * - `dependentsOf(x)` has exactly the relations r with x in referencesOf(r);
 * - `constraintTable`, `constraintNames` and `rowTypeRelation` mirror the tables' constraints and the relations' row types.
 *
 * The relations of pg_catalog and information_schema are part of every version (system-relations.ts).
 */
import { sqlError } from '../errors/index.ts';
import { type Collation, collationByName, ownCollationKey } from '../types/collation/index.ts';
import type { Oid, TypeDef } from '../types/type-def.ts';
import type {
  CollationDescriptor,
  CommentDescriptor,
  DatabaseDescriptor,
  DomainDescriptor,
  IndexDescriptor,
  RangeDescriptor,
  RelationDescriptor,
  RoleDescriptor,
  SchemaDescriptor,
  TableDescriptor,
  TypeDescriptor,
} from './descriptors.ts';
import { referencesOf, typeReference } from './object-references.ts';
import { PersistentMap } from './persistent-map.ts';
import { systemRelationByName, systemRelationByOid, systemRelations, systemRelationsIn } from './system-relations.ts';
import { isTemporarySchemaName } from './temporary-schema-name.ts';
import { arrayOf, typeOf } from './type-definitions.ts';
import {
  bootstrapRoleOid,
  databaseOid,
  databaseOwnerRoleOid,
  firstUserOid,
  informationSchemaOid,
  pgCatalogOid,
  pgToastOid,
  publicOid,
} from './well-known.ts';

export type CatalogObject =
  | RelationDescriptor
  | SchemaDescriptor
  | RoleDescriptor
  | TypeDescriptor
  | DatabaseDescriptor
  | CollationDescriptor
  | CommentDescriptor;

function isRelation(object: CatalogObject): object is RelationDescriptor {
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

interface CatalogParts {
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

let versions = 0;

export class Catalog {
  /** Differs between any two versions of a process: what plans and statement caches are keyed by. */
  readonly version: number;
  private readonly parts: CatalogParts;

  private constructor(parts: CatalogParts) {
    this.version = ++versions;
    this.parts = parts;
  }

  /** The catalog of a new database. `bootstrapUser` is the name of the role with OID 10. */
  static initial(bootstrapUser = 'postgres'): Catalog {
    let catalog = initialCatalogs.get(bootstrapUser);
    if (catalog === undefined) {
      catalog = Catalog.makeInitial(bootstrapUser);
      initialCatalogs.set(bootstrapUser, catalog);
    }
    return catalog;
  }

  /** Built at once: every process that opens a database pays for this before its first answer. */
  private static makeInitial(bootstrapUser: string): Catalog {
    const objects = PersistentMap.empty<Oid, CatalogObject>().transient();
    const schemaNames = PersistentMap.empty<string, Oid>().transient();
    const roleNames = PersistentMap.empty<string, Oid>().transient();
    for (const object of initialObjects(bootstrapUser)) {
      objects.put(object.oid, object);
      (object.kind === 'schema' ? schemaNames : roleNames).put(object.name, object.oid);
    }
    return new Catalog({
      objects: objects.persistent(),
      schemaNames: schemaNames.persistent(),
      roleNames: roleNames.persistent(),
      names: PersistentMap.empty(),
      dependents: PersistentMap.empty(),
      constraintTable: PersistentMap.empty(),
      constraintNames: PersistentMap.empty(),
      rowTypeRelation: PersistentMap.empty(),
      typeNames: PersistentMap.empty(),
      constructorNames: PersistentMap.empty(),
      collationNames: PersistentMap.empty(),
      comments: PersistentMap.empty(),
    });
  }

  /** The catalog with exactly these objects, as `objects` gave them. */
  static restore(objects: Iterable<CatalogObject>): Catalog {
    let parts: CatalogParts = {
      objects: PersistentMap.empty(),
      schemaNames: PersistentMap.empty(),
      roleNames: PersistentMap.empty(),
      names: PersistentMap.empty(),
      dependents: PersistentMap.empty(),
      constraintTable: PersistentMap.empty(),
      constraintNames: PersistentMap.empty(),
      rowTypeRelation: PersistentMap.empty(),
      typeNames: PersistentMap.empty(),
      constructorNames: PersistentMap.empty(),
      collationNames: PersistentMap.empty(),
      comments: PersistentMap.empty(),
    };
    for (const object of objects) parts = withObject(parts, object);
    return new Catalog(parts);
  }

  // ---- look-up ----

  object(oid: Oid): CatalogObject | undefined {
    return this.parts.objects.get(oid) ?? (oid < firstUserOid ? systemRelationByOid(oid) : undefined);
  }

  relation(oid: Oid): RelationDescriptor | undefined {
    const object = this.object(oid);
    return object === undefined || !isRelation(object) ? undefined : object;
  }

  table(oid: Oid): TableDescriptor | undefined {
    const object = this.parts.objects.get(oid);
    return object !== undefined && object.kind === 'table' ? object : undefined;
  }

  index(oid: Oid): IndexDescriptor | undefined {
    const object = this.parts.objects.get(oid);
    return object !== undefined && object.kind === 'index' ? object : undefined;
  }

  schema(oid: Oid): SchemaDescriptor | undefined {
    const object = this.parts.objects.get(oid);
    return object !== undefined && object.kind === 'schema' ? object : undefined;
  }

  role(oid: Oid): RoleDescriptor | undefined {
    const object = this.parts.objects.get(oid);
    return object !== undefined && object.kind === 'role' ? object : undefined;
  }

  /** What differs from how databases start; undefined: nothing. */
  get database(): DatabaseDescriptor | undefined {
    const object = this.parts.objects.get(databaseOid);
    return object !== undefined && object.kind === 'database' ? object : undefined;
  }

  /** Whether there are roles besides those of every database. */
  get hasOwnRoles(): boolean {
    return this.parts.roleNames.size > predefinedRoles.length + 1;
  }

  get databaseOwner(): Oid {
    return this.database?.owner ?? bootstrapRoleOid;
  }

  schemaByName(name: string): SchemaDescriptor | undefined {
    const oid = this.parts.schemaNames.get(name);
    return oid === undefined ? undefined : this.schema(oid);
  }

  roleByName(name: string): RoleDescriptor | undefined {
    const oid = this.parts.roleNames.get(name);
    return oid === undefined ? undefined : this.role(oid);
  }

  relationByName(schema: Oid, name: string): RelationDescriptor | undefined {
    const oid = this.parts.names.get(schema)?.get(name);
    return oid === undefined ? systemRelationByName(schema, name) : (this.parts.objects.get(oid) as RelationDescriptor);
  }

  /**
   * A relation as written: `[name]` is looked for in the schemas of the search path, in order; with a schema before it, in that
   * one alone. A database name in front has been checked by the caller.
   */
  resolveRelation(parts: readonly string[], searchPath: readonly Oid[]): RelationDescriptor | undefined {
    const name = parts[parts.length - 1]!;
    if (parts.length > 1) {
      const schema = this.schemaNamed(parts[parts.length - 2]!, searchPath);
      return schema === undefined ? undefined : this.relationByName(schema, name);
    }
    for (const schema of searchPath) {
      const relation = this.relationByName(schema, name);
      if (relation !== undefined) return relation;
    }
    return undefined;
  }

  /** A schema as names are qualified with it: `pg_temp` is the session's own, which is in its search path. */
  private schemaNamed(name: string, searchPath: readonly Oid[]): Oid | undefined {
    if (name !== 'pg_temp') return this.schemaByName(name)?.oid;
    return searchPath.find((oid) => isTemporarySchemaName(this.schema(oid)?.name ?? ''));
  }

  /** The table that a constraint belongs to. */
  tableOfConstraint(constraint: Oid): TableDescriptor | undefined {
    const oid = this.parts.constraintTable.get(constraint);
    return oid === undefined ? undefined : this.table(oid);
  }

  constraintNameTaken(schema: Oid, name: string): boolean {
    return this.parts.constraintNames.has(`${schema}.${name}`);
  }

  /** The relation whose rows the composite type `rowType` describes. */
  relationOfRowType(rowType: Oid): RelationDescriptor | undefined {
    const oid = this.parts.rowTypeRelation.get(rowType);
    return oid === undefined ? undefined : this.relation(oid);
  }

  indexesOf(table: TableDescriptor): IndexDescriptor[] {
    return table.indexes.map((oid) => this.index(oid)!);
  }

  /** Relations and types that refer to the object: indexes and owned sequences of a table, views over it, tables with foreign keys to it or defaults from it. */
  dependents(oid: Oid): readonly Oid[] {
    return this.parts.dependents.get(oid) ?? [];
  }

  // ---- enumeration, by OID ----

  schemas(): SchemaDescriptor[] {
    return this.sorted([...this.parts.schemaNames.values()].map((oid) => this.schema(oid)!));
  }

  roles(): RoleDescriptor[] {
    return this.sorted([...this.parts.roleNames.values()].map((oid) => this.role(oid)!));
  }

  relationsIn(schema: Oid): RelationDescriptor[] {
    const names = this.parts.names.get(schema);
    const own = names === undefined ? [] : [...names.values()].map((oid) => this.relation(oid)!);
    return this.sorted([...systemRelationsIn(schema), ...own]);
  }

  /** Relations that DDL has made, of all schemas. */
  userRelations(): RelationDescriptor[] {
    const found: RelationDescriptor[] = [];
    for (const object of this.parts.objects.values()) {
      if (isRelation(object)) found.push(object);
    }
    return this.sorted(found);
  }

  /** Everything that is stored: all but the relations of pg_catalog and information_schema. */
  objects(): CatalogObject[] {
    return this.sorted([...this.parts.objects.values()]);
  }

  systemRelations(): RelationDescriptor[] {
    return [...systemRelations()];
  }

  schemaIsEmpty(schema: Oid): boolean {
    const { names, typeNames, collationNames } = this.parts;
    return [names, typeNames, collationNames].every((map) => (map.get(schema)?.size ?? 0) === 0);
  }

  // ---- comments on what has no descriptor ----

  commentsOn(object: Oid): CommentDescriptor[] {
    return (this.parts.comments.get(object) ?? []).map((oid) => this.parts.objects.get(oid) as CommentDescriptor);
  }

  comments(): CommentDescriptor[] {
    return [...this.parts.comments.keys()].flatMap((object) => this.commentsOn(object));
  }

  // ---- collations ----

  /** One that the database has made. */
  ownCollation(oid: Oid): CollationDescriptor | undefined {
    const object = this.parts.objects.get(oid);
    return object?.kind === 'collation' ? object : undefined;
  }

  ownCollationByName(schema: Oid, name: string): CollationDescriptor | undefined {
    const oid = this.parts.collationNames.get(schema)?.get(name);
    return oid === undefined ? undefined : this.ownCollation(oid);
  }

  /** Those of one schema; of all when none is given. */
  ownCollations(schema?: Oid): CollationDescriptor[] {
    const maps =
      schema === undefined ? [...this.parts.collationNames.values()] : [this.parts.collationNames.get(schema)];
    const oids = maps.flatMap((names) => (names === undefined ? [] : [...names.values()]));
    return this.sorted(oids.map((oid) => this.ownCollation(oid)!));
  }

  /** A collation as written, looked for like a relation. */
  resolveCollation(parts: readonly string[], searchPath: readonly Oid[]): Collation | undefined {
    const name = parts[parts.length - 1]!;
    const schema = parts.length > 1 ? this.schemaNamed(parts[parts.length - 2]!, searchPath) : undefined;
    if (parts.length > 1 && schema === undefined) return undefined;
    for (const oid of schema === undefined ? searchPath : [schema]) {
      const own = this.ownCollationByName(oid, name);
      const found =
        own !== undefined ? collationOfDescriptor(own) : oid === pgCatalogOid ? collationByName(name) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  // ---- types ----

  /** An enum, domain, range or multirange. */
  ownType(oid: Oid): TypeDescriptor | undefined {
    const object = this.parts.objects.get(oid);
    return object !== undefined && isOwnType(object) ? object : undefined;
  }

  /** Range types that have a constructor of this name, for themselves or their multirange. */
  rangesConstructedBy(name: string): readonly Oid[] {
    return this.parts.constructorNames.get(name) ?? [];
  }

  ownTypeByName(schema: Oid, name: string): TypeDescriptor | undefined {
    const oid = this.parts.typeNames.get(schema)?.get(name);
    return oid === undefined ? undefined : this.ownType(oid);
  }

  ownTypesIn(schema: Oid): TypeDescriptor[] {
    const names = this.parts.typeNames.get(schema);
    return names === undefined ? [] : this.sorted([...names.values()].map((oid) => this.ownType(oid)!));
  }

  /** Enums, domains and ranges of all schemas. */
  ownTypes(): TypeDescriptor[] {
    const found: TypeDescriptor[] = [];
    for (const names of this.parts.typeNames.values()) for (const oid of names.values()) found.push(this.ownType(oid)!);
    return this.sorted(found);
  }

  domainOfConstraint(constraint: Oid): DomainDescriptor | undefined {
    const oid = this.parts.constraintTable.get(constraint);
    const object = oid === undefined ? undefined : this.parts.objects.get(oid);
    return object?.kind === 'domain' ? object : undefined;
  }

  /** What makes the type `oid`: an enum, domain or range, or the relation whose rows it describes. */
  typeOwner(oid: Oid): TypeDescriptor | RelationDescriptor | undefined {
    return this.ownType(oid) ?? this.relationOfRowType(oid);
  }

  /** Objects that use the type or arrays of it. */
  typeDependents(type: Oid): Oid[] {
    const both = [...this.dependents(typeReference(type)), ...this.dependents(typeReference(type - 1))];
    return [...new Set(both)];
  }

  /** A type of the database's own, arrays among them; undefined for what is built in. */
  userType(oid: Oid): TypeDef | undefined {
    if (oid < firstUserOid) return undefined;
    const owner = this.typeOwner(oid);
    if (owner !== undefined) return typeOf(owner, this);
    const element = this.typeOwner(oid + 1);
    return element === undefined ? undefined : arrayOf(element, this);
  }

  /** A type by its name in a schema: enum, domain, range, row type, or an array over one of them (`_name`). */
  userTypeByName(schema: Oid, name: string): TypeDef | undefined {
    const own = this.ownTypeByName(schema, name);
    if (own !== undefined) return typeOf(own, this);
    const relation = this.relationByName(schema, name);
    if (relation !== undefined && 'rowType' in relation) return typeOf(relation, this);
    if (!name.startsWith('_')) return undefined;
    const element = this.userTypeByName(schema, name.slice(1));
    return element === undefined || element.arrayOid === 0 ? undefined : this.userType(element.arrayOid);
  }

  // ---- the next version ----

  /** With `object` in place of what its OID was. The name must be free: 23505 as from the unique indexes of PostgreSQL's catalogs. */
  put(object: CatalogObject): Catalog {
    const before = this.parts.objects.get(object.oid);
    const cleared = before === undefined ? this.parts : withoutObject(this.parts, before);
    return new Catalog(withObject(cleared, object));
  }

  /** Without the object; dependents are the caller's business. */
  remove(oid: Oid): Catalog {
    const before = this.parts.objects.get(oid);
    return before === undefined ? this : new Catalog(withoutObject(this.parts, before));
  }

  private sorted<T extends { readonly oid: Oid }>(objects: T[]): T[] {
    return objects.sort((a, b) => a.oid - b.oid);
  }
}

const initialCatalogs = new Map<string, Catalog>();

const predefinedRoles: readonly (readonly [Oid, string])[] = [
  [databaseOwnerRoleOid, 'pg_database_owner'],
  [6181, 'pg_read_all_data'],
  [6182, 'pg_write_all_data'],
  [3373, 'pg_monitor'],
  [3374, 'pg_read_all_settings'],
  [3375, 'pg_read_all_stats'],
  [3377, 'pg_stat_scan_tables'],
  [4569, 'pg_read_server_files'],
  [4570, 'pg_write_server_files'],
  [4571, 'pg_execute_server_program'],
  [4200, 'pg_signal_backend'],
  [4544, 'pg_checkpoint'],
];

function initialObjects(bootstrapUser: string): (SchemaDescriptor | RoleDescriptor)[] {
  const schema = (oid: Oid, name: string, owner: Oid, comment: string | null): SchemaDescriptor => ({
    kind: 'schema',
    oid,
    name,
    owner,
    comment,
  });
  const role = { kind: 'role', createDb: false, createRole: false, superuser: false, password: null } as const;
  return [
    {
      ...role,
      oid: bootstrapRoleOid,
      name: bootstrapUser,
      superuser: true,
      login: true,
      createDb: true,
      createRole: true,
    },
    ...predefinedRoles.map(([oid, name]): RoleDescriptor => ({ ...role, oid, name, login: false })),
    schema(pgCatalogOid, 'pg_catalog', bootstrapRoleOid, 'system catalog schema'),
    schema(pgToastOid, 'pg_toast', bootstrapRoleOid, 'reserved schema for TOAST tables'),
    schema(publicOid, 'public', databaseOwnerRoleOid, 'standard public schema'),
    schema(informationSchemaOid, 'information_schema', bootstrapRoleOid, null),
  ];
}

function duplicate(index: string, key: string, values: string): Error {
  return sqlError('unique_violation', `duplicate key value violates unique constraint "${index}"`, {
    detail: `Key (${key})=(${values}) already exists.`,
    schema: 'pg_catalog',
    table: index.slice(0, index.indexOf('_', 3)),
    constraint: index,
  });
}

const collations = new WeakMap<CollationDescriptor, Collation>();

/** The same for one descriptor each time. */
export function collationOfDescriptor(own: CollationDescriptor): Collation {
  let collation = collations.get(own);
  if (collation === undefined) {
    const { oid, name, schema, provider, encoding, lcCollate, icuLocale } = own;
    collation = { oid, key: ownCollationKey(oid), name, schema, provider, encoding, libcLocale: lcCollate, icuLocale };
    collations.set(own, collation);
  }
  return collation;
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

function withObject(parts: CatalogParts, object: CatalogObject): CatalogParts {
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

function withoutObject(parts: CatalogParts, object: CatalogObject): CatalogParts {
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
