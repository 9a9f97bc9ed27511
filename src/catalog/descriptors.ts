/**
 * Catalog descriptors: immutable, by OID, in persistent maps. DDL makes new descriptors in a new catalog version; a
 * transaction sees one version, its own changes included; rollback drops it.
 */
import type { Datum, EnumLabel, FunctionPlace, Oid } from '../types/type-def.ts';
import type { Acl } from './privileges/acl.ts';
import type { BoundExpr, BoundQuery } from './tree.ts';

export interface SchemaDescriptor {
  readonly kind: 'schema';
  readonly oid: Oid;
  readonly name: string;
  readonly owner: Oid;
  readonly comment: string | null;
  /** Here and elsewhere: absent until somebody has granted or revoked. */
  readonly acl?: Acl | undefined;
}

export interface ColumnDescriptor {
  readonly name: string;
  readonly type: Oid;
  readonly typmod: number;
  readonly notNull: boolean;
  /** Expression over no relation (nextval and friends included), already cast to the column's type. */
  readonly defaultExpr: BoundExpr | null;
  readonly identity: 'always' | 'default' | null;
  /** Stored generated column: expression over rel 0 = this table. */
  readonly generated: BoundExpr | null;
  readonly dropped: boolean;
  /** Value that rows stored before the column was added have. */
  readonly missing: Datum;
  readonly collation: string | null;
  readonly comment: string | null;
  /** How many pairs of brackets the type was declared with (attndims), where there were any. */
  readonly dimensions?: number | undefined;
  /** As pg_attribute shows them, where ALTER TABLE said so: attstattarget, attstorage, attcompression, attoptions. */
  readonly statistics?: number;
  readonly storage?: string;
  readonly compression?: string;
  readonly options?: readonly string[] | undefined;
  /** OID of the default in pg_attrdef; present when there is a default or generation expression. */
  readonly defaultOid?: Oid;
  readonly acl?: Acl | undefined;
}

export interface CheckConstraint {
  readonly kind: 'check';
  readonly oid: Oid;
  readonly name: string;
  readonly comment?: string | null;
  /** Over rel 0 = this table. */
  readonly expression: BoundExpr;
  readonly columns: readonly number[];
  readonly validated: boolean;
  readonly noInherit: boolean;
}
/** PRIMARY KEY or UNIQUE: `index` enforces it. */
export interface KeyConstraint {
  readonly kind: 'primaryKey' | 'unique';
  readonly oid: Oid;
  readonly name: string;
  readonly comment?: string | null;
  readonly columns: readonly number[];
  readonly index: Oid;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
}
export type ReferentialActionKind = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default';
export interface ForeignKeyConstraint {
  readonly kind: 'foreignKey';
  readonly oid: Oid;
  readonly name: string;
  readonly comment?: string | null;
  readonly columns: readonly number[];
  readonly referencedTable: Oid;
  readonly referencedColumns: readonly number[];
  /** Unique index on the referenced table that the key depends on. */
  readonly referencedIndex: Oid;
  /** Equality function (referencing type, referenced type) per column. */
  readonly equals: readonly Oid[];
  readonly match: 'simple' | 'full';
  readonly onDelete: ReferentialActionKind;
  readonly onUpdate: ReferentialActionKind;
  /** Columns of ON DELETE SET NULL|DEFAULT (a, b); empty: all. */
  readonly onDeleteColumns: readonly number[];
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly validated: boolean;
}
export type ConstraintDescriptor = CheckConstraint | KeyConstraint | ForeignKeyConstraint;

interface RelationBase {
  readonly oid: Oid;
  readonly name: string;
  readonly schema: Oid;
  readonly owner: Oid;
  readonly comment: string | null;
  readonly acl?: Acl | undefined;
}
export interface TableDescriptor extends RelationBase {
  readonly kind: 'table';
  readonly persistence: 'permanent' | 'temporary' | 'unlogged';
  /** Attributes in order, dropped ones included: attnum = position + 1. */
  readonly columns: readonly ColumnDescriptor[];
  readonly constraints: readonly ConstraintDescriptor[];
  readonly indexes: readonly Oid[];
  /** Foreign keys of other tables (and this one) that refer to this table: OIDs of the referencing tables. */
  readonly referencedBy: readonly Oid[];
  /** OID of the composite row type. */
  readonly rowType: Oid;
  readonly onCommit: 'preserve' | 'delete' | 'drop';
  /** A materialized view: the rows are those its query gave when it was last refreshed, if `populated`. */
  readonly materialized?: {
    readonly query: BoundQuery;
    /** OIDs of relations the query uses. */
    readonly dependsOn: readonly Oid[];
    readonly populated: boolean;
  };
  /** Storage parameters, `name=value`; only shown. */
  readonly options?: readonly string[] | undefined;
  /** REPLICA IDENTITY, as pg_class shows it; absent: d. */
  readonly replicaIdentity?: 'd' | 'f' | 'n' | 'i';
  /** DISABLE TRIGGER: constraints, its own and those of tables that refer to it, that changes of its rows are not checked for. */
  readonly unchecked?: readonly Oid[] | undefined;
  /** Where the rows are: see storageOf. */
  readonly storage?: Oid;
}
/** Whether rows of the table are looked at again when the statement that changed them ends: foreign keys, deferrable keys. */
export function isWatched(table: TableDescriptor): boolean {
  return (
    table.referencedBy.length > 0 || table.constraints.some((item) => item.kind === 'foreignKey' || isDeferrable(item))
  );
}
function isDeferrable(constraint: ConstraintDescriptor): boolean {
  return constraint.kind !== 'check' && constraint.deferrable;
}
export interface IndexColumn {
  /** Position of the attribute, or null for an expression. */
  readonly column: number | null;
  /** Over rel 0 = the table. */
  readonly expression: BoundExpr | null;
  /** What the index calls an expression: its function, for example. */
  readonly name?: string;
  readonly type: Oid;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  /** As written; only shown, as is the class: those allowed here do not change the order. */
  readonly collation?: string;
  /** The collation whose order the key has; absent: bytewise. */
  readonly order?: string;
  /** Version of the library that ordered it: by another one, what is stored may be out of order. */
  readonly orderVersion?: string;
  readonly operatorClass?: string;
}
export interface IndexDescriptor extends RelationBase {
  readonly kind: 'index';
  readonly table: Oid;
  readonly method: 'btree' | 'hash';
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  /** Of a DEFERRABLE constraint: two rows may have the same key until it is checked. */
  readonly deferrable?: boolean;
  readonly primary: boolean;
  readonly keys: readonly IndexColumn[];
  readonly include: readonly number[];
  /** Partial index: over rel 0. */
  readonly predicate: BoundExpr | null;
  /** The constraint it belongs to, if any. */
  readonly constraint: Oid | null;
  /** Storage parameters, `name=value`; only shown. */
  readonly options?: readonly string[] | undefined;
  /** CLUSTER ON, and REPLICA IDENTITY USING INDEX. */
  readonly clustered?: boolean;
  readonly replicaIdentity?: boolean;
}
export interface ViewDescriptor extends RelationBase {
  readonly kind: 'view';
  readonly columns: readonly ColumnDescriptor[];
  readonly query: BoundQuery;
  readonly rowType: Oid;
  /** OIDs of relations and functions the query uses. */
  readonly dependsOn: readonly Oid[];
  /** check_option, security_barrier and security_invoker, `name=value`. */
  readonly options?: readonly string[];
}
/** WITH CHECK OPTION of a view. */
export function checkOptionOf(view: ViewDescriptor): 'local' | 'cascaded' | null {
  const option = view.options?.find((item) => item.startsWith('check_option='));
  if (option === undefined) return null;
  return /=local$/i.test(option) ? 'local' : 'cascaded';
}
export interface SequenceDescriptor extends RelationBase {
  readonly kind: 'sequence';
  readonly persistence: 'permanent' | 'temporary' | 'unlogged';
  readonly type: Oid;
  readonly start: bigint;
  readonly increment: bigint;
  readonly minValue: bigint;
  readonly maxValue: bigint;
  readonly cache: bigint;
  readonly cycle: boolean;
  /** Owning column; `identity` sequences cannot be dropped alone. */
  readonly ownedBy: { readonly table: Oid; readonly column: number; readonly identity: boolean } | null;
  /** Where the counter is: see storageOf. */
  readonly storage?: Oid;
}
/**
 * Key of the relation's stored part among the database's stores. It is the OID until a rewriting ALTER TABLE or ALTER SEQUENCE
 * puts a new part in its place: since the descriptor says which, the catalog's transaction alone decides which is seen, and a
 * rollback needs nothing further (PostgreSQL's relfilenode).
 */
export function storageOf(relation: TableDescriptor | SequenceDescriptor): Oid {
  return relation.storage ?? relation.oid;
}
/** A relation of pg_catalog or information_schema, computed from the catalog when it is read. */
export interface CatalogRelationDescriptor extends RelationBase {
  readonly kind: 'catalogRelation';
  /** How pg_class shows it. */
  readonly relkind: 'r' | 'v';
  readonly columns: readonly ColumnDescriptor[];
  readonly rowType: Oid;
}
/** CREATE TYPE ... AS (...). As in PostgreSQL it is a relation without rows: `oid` is that of pg_class, `rowType` that of the type. */
export interface CompositeTypeDescriptor extends RelationBase {
  readonly kind: 'composite';
  /** Attributes in order, dropped ones included. */
  readonly columns: readonly ColumnDescriptor[];
  readonly rowType: Oid;
}
export type RelationDescriptor =
  | CompositeTypeDescriptor
  | TableDescriptor
  | IndexDescriptor
  | ViewDescriptor
  | SequenceDescriptor
  | CatalogRelationDescriptor;

export interface RoleDescriptor {
  readonly kind: 'role';
  readonly oid: Oid;
  readonly name: string;
  readonly superuser: boolean;
  readonly login: boolean;
  readonly createDb: boolean;
  readonly createRole: boolean;
  /** SCRAM-SHA-256 verifier in PostgreSQL's form, or null. */
  readonly password: string | null;
  /** Absent: PostgreSQL's defaults (inherits, no replication, row security applies, no limit, for ever). */
  readonly inherit?: boolean;
  readonly replication?: boolean;
  readonly bypassRowSecurity?: boolean;
  readonly connectionLimit?: number;
  readonly validUntil?: string | null;
  readonly comment?: string | null;
  /** The roles it is a member of; absent: of those it has been made with. */
  readonly memberOf?: readonly Membership[];
  /** ALTER DEFAULT PRIVILEGES for what the role will make. */
  readonly defaultAcls?: readonly DefaultAcl[];
  /** ALTER ROLE ... SET. */
  readonly settings?: readonly SettingsOf[];
}
export interface Membership {
  readonly role: Oid;
  readonly grantor: Oid;
  readonly admin: boolean;
}
export interface DefaultAcl {
  readonly oid: Oid;
  /** 0: all schemas. */
  readonly schema: Oid;
  /** As pg_default_acl names kinds of objects. */
  readonly object: 'r' | 'S' | 'f' | 'T' | 'n';
  readonly acl: Acl;
}
/** Settings that a session starts with, `name=value`, in the order in which they were first made. */
export interface SettingsOf {
  /** 0: in all databases. */
  readonly database: Oid;
  readonly config: readonly string[];
}

/** What is kept about the database as a whole; there is none until something differs from how databases start. */
export interface DatabaseDescriptor {
  readonly kind: 'database';
  readonly oid: Oid;
  readonly name: string;
  readonly owner: Oid;
  readonly comment: string | null;
  readonly acl?: Acl | undefined;
  /** ALTER DATABASE ... SET, and ALTER ROLE ALL SET (database 0) or IN DATABASE. */
  readonly settings?: readonly SettingsOf[];
  /** Lists of objects that have no descriptor of their own here: what is built in. */
  readonly systemAcls?: readonly SystemAcl[];
}
export interface SystemAcl {
  /** OID of the catalog that has the object: pg_proc, pg_class ... */
  readonly class: Oid;
  readonly object: Oid;
  /** Attribute number of a column; 0: the object. */
  readonly column: number;
  readonly acl: Acl;
  /** Of a setting: in lower case. */
  readonly name?: string;
}

/** A comment on an object that has no descriptor to keep it: what is built in, and the database itself. */
export interface CommentDescriptor {
  readonly kind: 'comment';
  readonly oid: Oid;
  /** Always empty: no object is without a name. */
  readonly name: '';
  readonly class: Oid;
  readonly object: Oid;
  readonly text: string;
}

/** CREATE COLLATION. What orders by it knows it by the key of its OID. */
export interface CollationDescriptor {
  readonly kind: 'collation';
  readonly oid: Oid;
  readonly name: string;
  readonly schema: Oid;
  readonly owner: Oid;
  readonly comment: string | null;
  readonly provider: 'c' | 'i';
  readonly encoding: number;
  readonly lcCollate: string | null;
  readonly lcCtype: string | null;
  readonly icuLocale: string | null;
  /** Of the library that orders, when the collation was made or refreshed. */
  readonly version: string | null;
}

/** What types of their own have in common. The array type over each has the OID before. */
interface TypeBase {
  readonly oid: Oid;
  readonly name: string;
  readonly schema: Oid;
  readonly owner: Oid;
  readonly comment: string | null;
  readonly acl?: Acl | undefined;
}
export interface EnumDescriptor extends TypeBase {
  readonly kind: 'enum';
  /** In order. */
  readonly labels: readonly EnumLabel[];
}
export interface DomainConstraint {
  readonly oid: Oid;
  readonly name: string;
  readonly comment?: string | null;
  /** Over a rel 0 of one column, VALUE. */
  readonly expression: BoundExpr;
  readonly validated: boolean;
}
export interface DomainDescriptor extends TypeBase {
  readonly kind: 'domain';
  /** The type it is declared over, a domain perhaps, and its modifier. */
  readonly base: Oid;
  readonly typmod: number;
  readonly dimensions?: number | undefined;
  readonly notNull: boolean;
  readonly defaultExpr: BoundExpr | null;
  readonly collation: string | null;
  readonly constraints: readonly DomainConstraint[];
}
/**
 * CREATE TYPE ... AS RANGE. Its multirange type is a type of its own; the constructors of both, whose OIDs follow on this type's (see
 * functions/ranges/own-constructors.ts), keep the names they were made with.
 */
export interface RangeDescriptor extends TypeBase {
  readonly kind: 'range';
  readonly subtype: Oid;
  /** null: the subtype's own. */
  readonly collation: string | null;
  /** pg_proc OID; 0: none. */
  readonly subtypeDiff: Oid;
  readonly multirange: Oid;
  readonly constructors: FunctionPlace;
  readonly multirangeConstructors: FunctionPlace;
}
export interface MultirangeDescriptor extends TypeBase {
  readonly kind: 'multirange';
  readonly range: Oid;
}
/** Types that are no relations. */
export type TypeDescriptor = EnumDescriptor | DomainDescriptor | RangeDescriptor | MultirangeDescriptor;
