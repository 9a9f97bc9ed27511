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
import { type Collation, collationByName } from '../types/collation/index.ts';
import type { Oid, TypeDef } from '../types/type-def.ts';
import {
  type CatalogObject,
  type CatalogParts,
  isOwnType,
  isRelation,
  withObject,
  withoutObject,
} from './catalog-parts.ts';
import type {
  CollationDescriptor,
  CommentDescriptor,
  DatabaseDescriptor,
  DomainDescriptor,
  IndexDescriptor,
  RelationDescriptor,
  RoleDescriptor,
  SchemaDescriptor,
  TableDescriptor,
  TypeDescriptor,
} from './descriptors.ts';
import { initialObjects, predefinedRoles } from './initial-objects.ts';
import { typeReference } from './object-references.ts';
import { collationOfDescriptor } from './own-collation.ts';
import { PersistentMap } from './persistent-map.ts';
import { systemRelationByName, systemRelationByOid, systemRelations, systemRelationsIn } from './system-relations.ts';
import { isTemporarySchemaName } from './temporary-schema-name.ts';
import { arrayOf, typeOf } from './type-definitions.ts';
import { bootstrapRoleOid, databaseOid, firstUserOid, pgCatalogOid } from './well-known.ts';

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

  /** How many objects there are that DDL has made. */
  get objectCount(): number {
    return this.parts.objects.size;
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
